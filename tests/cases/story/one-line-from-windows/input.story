By . Ida Rook . PUBLISHED: . 14:11 EST, 25 January 2013 . | . UPDATED: . 14:11 EST, 25 January 2013 . The café in Marrow closed at . noon.

“It was empty,” said Zoë Pell.

@highlight  

Café closes

@highlight
