"""Pure rules of questionnaires; here the forms of codes and languages, and how long things may be."""

CODE = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
CODE_LENGTH = 40
LANGUAGE = r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$"
LANGUAGE_LENGTH = 12
TITLE_LENGTH = 200
OWNER_LENGTH = 300
URL_LENGTH = 300
NOTE_LENGTH = 2000
WORDS_LENGTH = 600
