/** What the page knows before one types: notes among neighbours, written for it. */
export const STARTER = `The garden club meets on Friday at ten.
The garden club meets on Monday at six.
Please water the tomatoes on Tuesday.
Please water the roses before you leave.
I will water the tomatoes in the evening.
I will bring a cake on Sunday.
I will bring some bread and some cheese.
Can you bring a cake on Saturday?
Can you bring some bread for breakfast?
Can you water the beans in the morning?
Can we meet on Friday at ten?
Can we meet at the station in the evening?
See you on Friday at ten.
See you at the station in the morning.
See you tomorrow in the garden.
Thank you for the cake and the coffee.
Thank you for the lovely evening.
Thank you for your help in the garden.
Thank you very much for the apples.
The apples are in the basket by the door.
The key is in the box by the door.
The key is under the pot with the roses.
The bread is on the table in the kitchen.
The soup is on the stove in the kitchen.
There is some soup left in the kitchen.
There is some cake left on the table.
There is a letter for you on the table.
The train leaves at ten in the morning.
The train was late again this morning.
The bus was late again this evening.
The bus leaves at six in the evening.
I am on the train and will be late.
I am on the bus and will be there at ten.
I will be there at six in the evening.
I will be home at six.
We will be home late in the evening.
We will be in the garden all morning.
We need milk, bread and some apples.
We need some milk and a bag of flour.
We need a new lamp for the kitchen.
Do we need milk for breakfast?
Do you need anything from the market?
Do you need help in the garden?
I need help with the fence on Saturday.
I can help you with the fence on Sunday.
I can help you with the cake tomorrow.
The market is open on Saturday in the morning.
The library is open on Monday and Tuesday.
The bakery is closed on Monday.
The library is closed this week.
Let us meet at the market on Saturday.
Let us meet at the library at ten.
Let us have coffee in the garden.
Let us have soup this evening.
It will rain this evening, so take a coat.
It will rain tomorrow in the morning.
It was a lovely evening in the garden.
It was a lovely day at the lake.
We had a lovely day at the lake.
We had coffee and cake in the garden.
I had soup and bread for lunch.
How was your day at the lake?
How was the train this morning?
How are the tomatoes in your garden?
How are you this morning?
The tomatoes are ripe and very good.
The beans are ripe, please take some.
The roses are lovely this week.
Please take some apples from the basket.
Please take the key from the box.
Please take a coat, it will be cold.
Please close the door when you leave.
Please close the window in the kitchen before you leave.
Please call me when you are home.
Please call me in the evening.
I will call you in the evening.
I will call you when I am home.
I will write to you this week.
Have a good day at the lake.
Have a good evening and see you tomorrow.
Have a good week and see you on Monday.
Good morning, how are you?
Good morning, the coffee is in the kitchen.
Thank you for the letter, I will write to you tomorrow.
My sister will be here on Sunday.
My sister will bring the children tomorrow.
The children will be in the garden.
The children are at the lake with my sister.
The children need bread and cheese for lunch.
The cat is in the garden again.
The cat was on the table again this morning.
Can you feed the cat on Sunday?
Can you feed the cat in the evening?
I will feed the cat in the morning.
The fence in the garden needs new paint.
The paint is in the box under the table.
The lamp in the kitchen is broken again.
The lamp by the door is new.
Do you have time on Saturday?
Do you have time for a coffee tomorrow?
I have time on Sunday in the morning.
I have a letter for your sister.`.split('\n');
