"""What Django cannot say of keys: rows that belong together are of the same challenge or reader.

A line of a ledger is taken back by the very same line with the opposite sign.
"""

from django.db import migrations

KEYS = [
    ("reader", "reader_group_of_same_challenge", "group_id, challenge_id", "readinggroup"),
    ("tallyentry", "tally_reader_of_same_challenge", "reader_id, challenge_id", "reader"),
    ("tallyentry", "tally_field_of_same_challenge", "bingo_field_id, challenge_id", "bingofield"),
    ("heldrecord", "held_reader_of_same_challenge", "reader_id, challenge_id", "reader"),
    ("heldrecord", "held_field_of_same_challenge", "bingo_field_id, challenge_id", "bingofield"),
    ("dispute", "dispute_of_own_record", "entry_id, reader_id", "tallyentry"),
    ("logsheet", "log_sheet_group_of_same_challenge", "group_id, challenge_id", "readinggroup"),
    ("logsheet", "log_sheet_reader_of_same_challenge", "reader_id, challenge_id", "reader"),
    ("award", "award_reader_of_same_challenge", "reader_id, challenge_id", "reader"),
    ("award", "award_tier_of_same_challenge", "tier_id, challenge_id", "tier"),
    ("finalstanding", "final_reader_of_same_challenge", "reader_id, challenge_id", "reader"),
    ("finalstanding", "final_tier_of_same_challenge", "tier_id, challenge_id", "tier"),
    ("prizedraw", "prize_draw_tier_of_same_challenge", "tier_id, challenge_id", "tier"),
    ("collection", "collection_for_own_award", "award_id, reader_id", "award"),
    ("collection", "collection_for_own_lot", "draw_entry_id, reader_id", "prizedrawentry"),
]

TALLY_TAKEN_BACK_EXACTLY = """
    ALTER TABLE rewards_tallyentry ADD CONSTRAINT tally_taken_back_exactly
        FOREIGN KEY (reverses_id, reader_id, challenge_id, way, day, opposite)
        REFERENCES rewards_tallyentry (id, reader_id, challenge_id, way, day, amount)
"""
STOCK_TAKEN_BACK_EXACTLY = """
    ALTER TABLE rewards_stockline ADD CONSTRAINT stock_line_taken_back_exactly
        FOREIGN KEY (reverses_id, stock_id, kind, opposite)
        REFERENCES rewards_stockline (id, stock_id, kind, pieces)
"""


def add(table: str, name: str, columns: str, target: str) -> migrations.RunSQL:
    """The first column is the key of the target, the second one stands in it under its own name."""
    same = columns.split(", ")[1]
    return migrations.RunSQL(
        f"""
        ALTER TABLE rewards_{table} ADD CONSTRAINT {name}
        FOREIGN KEY ({columns}) REFERENCES rewards_{target} (id, {same})
        DEFERRABLE INITIALLY IMMEDIATE
        """,
        f"ALTER TABLE rewards_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_initial")]

    operations = [
        *(add(*key) for key in KEYS),
        migrations.RunSQL(
            TALLY_TAKEN_BACK_EXACTLY,
            "ALTER TABLE rewards_tallyentry DROP CONSTRAINT tally_taken_back_exactly",
        ),
        migrations.RunSQL(
            STOCK_TAKEN_BACK_EXACTLY,
            "ALTER TABLE rewards_stockline DROP CONSTRAINT stock_line_taken_back_exactly",
        ),
    ]
