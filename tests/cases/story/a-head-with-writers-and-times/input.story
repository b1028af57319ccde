By
Selma Dauncey

and Bo Halse

PUBLISHED:

06:03 EST, 22 November 2012

|

UPDATED:

08:10 EST, 23 November 2012

A lighthouse in Skarn has been painted twice in one week, by two painters who did not know of each other.

It is now blue up to the gallery and white above it.

'I thought I had been quick,' said Anselm Crowe, who began at the bottom.

@highlight

Lighthouse in Skarn painted by two people at once

@highlight

Who pays for the blue?
