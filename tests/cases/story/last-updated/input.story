Last updated at 11:03 PM on 12th January 2012

SKARN (QPA) -- The bell of Skarn struck thirteen on Thursday.

By the time it was stopped, half of the town had missed its train.

@highlight

Bell strikes thirteen!
