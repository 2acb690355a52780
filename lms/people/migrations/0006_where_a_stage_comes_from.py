from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_people', '0005_ask_again_in_bounds'),
    ]

    operations = [
        migrations.AddField(
            model_name='stageperiod',
            name='source',
            field=models.CharField(choices=[('stated', 'stated'), ('grade', 'from the grade')], db_default='stated', default='stated', max_length=20, verbose_name='where from'),
        ),
    ]
