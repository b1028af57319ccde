

@highlight

The ferry was late

@highlight

Nobody wrote it down
