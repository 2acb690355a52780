"""The words of the site's standard pages, in plain data; editors change the pages afterwards."""

HOME_TITLE = "Leadership is part of being a doctor"
HOME_INTRO = (
    "Development programmes in medical leadership, from medical school to the board. "
    "Each says which competences it builds, and the record stays with the doctor."
)
PROGRAMMES_INTRO = "What each programme is for, how long it takes, and how to get a place."

PAGES = {
    "about": (
        "About this site",
        "<p>Doctors lead from their first day on a ward. This site brings together programmes that help them to do "
        "it well, the competences those programmes build, and one record that follows a doctor from trust to "
        "trust.</p>"
        "<h2>For doctors and students</h2><p>You see what is next and why, you never lose work, and nobody sees your "
        "reflections unless you share them.</p>"
        "<h2>For trusts</h2><p>You hold seats, invite your consultants from a spreadsheet, and see how your own "
        "people get on while they work for you.</p>"
        "<h2>The framework</h2><p>Programmes refer to the Medical Leadership Competency Framework by its codes and "
        "titles. The descriptions on this site are our own, and the owners of the framework have not endorsed "
        "them.</p>",
    ),
    "accessibility": (
        "Accessibility statement",
        "<p>We want everybody to be able to use this site. It is built to meet level AA of the Web Content "
        "Accessibility Guidelines 2.2.</p>"
        "<h2>What you can expect</h2><ul><li>Everything works with a keyboard alone, and the focus is always "
        "visible.</li><li>Pages fit a screen 320 pixels wide and a zoom of 400 %.</li><li>Nothing depends on colour "
        "alone, and your system's contrast and motion settings are followed.</li><li>Every journey works without "
        "JavaScript.</li></ul>"
        "<h2>How we check</h2><p>Every page is tested automatically in several widths and states, and by keyboard. "
        "Automatic tests find only part of all problems, so please tell us what you meet.</p>"
        "<h2>What is not there yet</h2><p>The studio in which designers write programmes is the admin of the "
        "Wagtail system and partly needs JavaScript.</p>",
    ),
    "privacy": (
        "Privacy",
        "<p>The learning record belongs to the doctor.</p>"
        "<h2>What your trust sees</h2><p>For the seats it pays for, and only while you work there: your name, which "
        "programme you are on, how far you are, what is due and which reminders you get.</p>"
        "<h2>What your trust never sees</h2><p>Your reflections, your drafts, your answers, and why you were "
        "absent.</p>"
        "<h2>When you move</h2><p>Your old trust loses sight of your record on your last day there. The record itself "
        "stays with you.</p>"
        "<h2>Cookies</h2><p>One cookie keeps you signed in and one protects forms. There is no tracking.</p>",
    ),
}
