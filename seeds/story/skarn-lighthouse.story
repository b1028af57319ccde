(QPA) -- For the first time in 140 years nobody slept in the lighthouse of Skarn on Saturday night. Its last keeper, Torvald Hesk, had locked the door at six in the evening and handed the key to a woman from the coast guard, who put it in an envelope.

The light went on all the same. It has been switched by a sensor on the roof since 1988, and for 36 years Hesk, 67, has watched the sensor.

"It was never wrong," he told reporters at the foot of the tower. "I was wrong twice."

The coast guard says that a camera can do what Hesk did. It will look at the lamp every ten minutes and call a telephone in Port Vesper, 90 kilometres away, where Lieutenant Ingrid Palle has drawn the first shift.

"We know what people feel about that tower," Palle said. "I feel it too. But I can see the lamp from my desk, and he could not see it from his bed."

Skarn has asked for the building. The town's mayor, Osric Venn, wants to let the keeper's rooms to writers, two months at a time and free of charge, on the condition that they climb the 211 steps once a day and write down the weather.

"Somebody should look at the sea in the morning," Venn said. "The camera only looks at the lamp."

A decision is expected in the autumn. According to the coast guard, three other towns have let their lighthouses go for good, and one of them has become a restaurant.

Hesk has moved into a house on Kelp Street, from which the tower cannot be seen. His sister chose it. "She said that I'd only check," he said.

On Sunday morning, neighbours reported, he was at the harbour before five.

@highlight

Nobody keeps watch in the lighthouse of Skarn after 140 years

@highlight

The coast guard has put a camera in the keeper's place

@highlight

The town wants to let the rooms to writers
