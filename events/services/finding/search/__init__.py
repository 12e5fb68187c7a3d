"""Finding events by what people type: Chinese, English, pinyin, with a mistake or two.

    words   texts and queries taken apart into what can be compared
    index   the words of each event, kept beside it
    asking  what a query means, and which events, brands, programmes and libraries it fits

The database brings neither word breaking for Chinese nor similarity of words (no extension is
installed), so Python takes the texts apart and PostgreSQL compares: `tsvector` with a GIN index.
"""
