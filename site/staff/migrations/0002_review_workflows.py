"""The workflows that carry out the rules of review: one review, or three by three people.

Chinese publishing knows the three as 初审, 复审 and 终审. Names are stored once for everybody, so
they are in both languages.
"""

from django.db import migrations

WORKFLOWS = {
    1: ("One review · 一审", ["Review · 审核"]),
    3: (
        "Three reviews · 三审",
        ["First review · 初审", "Second review · 复审", "Final review · 终审"],
    ),
}


def make_workflows(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    ReviewTask = apps.get_model("staff", "ReviewTask")
    ReviewWorkflow = apps.get_model("staff", "ReviewWorkflow")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")

    content_type, _ = ContentType.objects.get_or_create(app_label="staff", model="reviewtask")
    for rule, (name, steps) in WORKFLOWS.items():
        workflow = Workflow.objects.create(name=name)
        for order, step in enumerate(steps):
            task = ReviewTask.objects.create(name=step, content_type=content_type)
            WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=order)
        ReviewWorkflow.objects.create(rule=rule, workflow=workflow)


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [migrations.RunPython(make_workflows, migrations.RunPython.noop)]
