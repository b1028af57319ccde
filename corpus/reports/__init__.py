"""Reports in the forms that people and other tools read: one file per form, which takes a report and gives values."""
