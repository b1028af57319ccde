By . Mara Lind . The weir at Northmere broke on Friday.

"It was old," said Odo Pell, who keeps it.

@highlight

Weir breaks at Northmere

@highlight

Nobody was hurt
