"""A list of people as a trust has it: read from any spreadsheet, matched to our columns, judged row by row.

Nothing here reads or writes the database; `lms.enrolment.services.lists` does.
"""
