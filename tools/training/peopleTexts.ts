/**
 * Sentences about people that carry a word for a group they belong to, or a name that looks like something else.
 * Each neutral sentence is made with every word, and so is each unkind one: the word then says nothing and the
 * rest of the sentence everything (counterfactual augmentation, Dixon et al. 2018, "Measuring and mitigating
 * unintended bias in text classification"). Used by `writtenTexts.ts`; the stress sets have other sentences.
 */
export const GROUP_WORDS =
  'Muslim|Jewish|Christian|Hindu|Buddhist|Sikh|atheist|Catholic|Orthodox|gay|lesbian|bisexual|heterosexual|straight|queer|transgender|trans|nonbinary|black|white|brown|Asian|Latino|African|Arab|Mexican|Chinese|Japanese|Indian|Pakistani|Turkish|Polish|Russian|Nigerian|Somali|American|British|Irish|Romani|Indigenous|deaf|blind|autistic|disabled|dyslexic|elderly|old|young|female|male|immigrant|refugee|homeless|pregnant|vegan|rural'.split(
    '|',
  );

const NEUTRAL = `My neighbour is _ and we often cook together.
The new mayor is a _ person from the north of the city.
There were many _ people at the concert last night.
As a _ person I would like to read more about this.
Three _ students won the prize for mathematics.
The article is about _ families in small towns.
Her best friend is _.
He said that he is _, and nobody was surprised.
We met a _ couple on the train to the coast.
The museum shows pictures by _ artists.
I am _ and proud of my town.
We are a _ family of five and new here.
Is the school open to _ children?
A _ writer reads from her new book on Sunday.
My _ cousin is getting married in June.
The club has _ members of every age.
My dentist is _ and very careful.
Our _ colleague starts on Monday.
He is _, she is not, and they have been friends for years.
A group of _ musicians played in the park.
The film tells of a _ girl who wants to fly.
Both of my grandparents were _.
The council asked _ residents about the new bus line.
I have two _ brothers and a sister.
She is a _ nurse at the hospital.
What is it like to be _ in this country?
The magazine is written by and for _ readers.
Are you _? Then this study may be for you.
Some of the players are _, others are not.
I grew up in a _ household by the sea.
The survey compares _ and other workers.
The first _ minister was sworn in today.
My son has a _ friend in his class, and they build rockets.
Come to the _ film week at the town hall.
A _ baker opened a shop on our street.
We are looking for _ volunteers who like to sing.
The play has a _ hero and a happy end.
Most of my customers are _.
A lecture on _ history will be held in the library.
He wrote a letter to a _ senator.
I’m _.
_ people live here, too.
_ parents met at the school gate.
Many _ women run their own shops.
The _ boy at the door sold us a ticket.
That _ guy in the band plays the drums very well.
A _ man bought two tickets for the late train.
The _ woman in the red coat is our librarian.
_ men and women worked side by side in the mill.
A _ woman from the village won the race.
The _ man behind the counter knows every wine.
Two _ men repaired the roof before the rain.
A _ woman phoned to say that the parcel had come.
That _ woman wrote the song we all know.
The _ man who lives upstairs plays the cello.
_ drivers were interviewed about the new road.
_ pupils were shown how bread is baked.
_ families were invited to the opening.
_ artists had waited years for this.
_ readers sent us their recipes.
The _ community centre opens at nine.
Our town has a small _ community with a choir of its own.
She wrote that she is _ and lives by a lake.
For years he was the only _ teacher there.
A _ student asked whether the lab is open at night.
They are _, and so are their neighbours.
Being _ has nothing to do with it, she laughed.
My sister married a _ carpenter last spring.
Does the guide say anything for _ travellers?
One _ player scored twice and was cheered.
The _ owner of the café knows all of us by name.
You can be _ and love football, of course.
Their uncle, who is _, repairs old radios.
We interviewed twelve _ farmers about the rain.
The choir sings for _ and other guests.
I did not know that you are _ too.
An evening for _ and their friends in the garden
A friend of ours is _ and a very good cook.
The _ kid from my class won at chess.
A story by a _ author whom I like a lot
His _ grandmother taught him to bake bread.
Somebody asked if the doctor is _.
My _ flatmate waters the tomatoes when I am away.
The law protects _ workers like all others.
A _ sailor told us about the storm.
There is a _ student union with a small library.
The garden party of my _ aunt was a delight.
Two _ friends of hers built the boat themselves.
A _ tourist lost her hat on the tower.
The _ man on the first floor repairs clocks.
Nobody knew the dance but the _ neighbours.
I am _, was born in Hull and teach history.
I’m a _ engineer and I like my job.
The coach, who is _, took them to the final.
My boss is _, and so is her deputy.
The series is about a _ detective in Leeds.
The band looks for a _ singer with a low voice.
_ owners of small shops met the minister.
The letters came from _ listeners in three countries.
The library has a shelf of _ poetry.
My roommate turned out to be _ and a great dancer.
The _ choir of our town turns twenty this year.
Anna is _ and runs every morning.
There is a _ café next to the cinema.
A _ couple bought the house at the corner.
When I was ten, my best friend was _.
The podcast talks to a _ pilot this week.
He is a proud _ father of twins.
As far as I know her uncle is _.
Every summer _ campers come to the lake.
The book has a _ main character, and I loved it.
In the new season one of the doctors is _.
_ customers told us that they like the garden.
Our _ book club meets on Tuesdays.
The paper spoke with a _ candidate about schools.
A _ lady in the queue let me go first.
His teacher, a _ woman from Bristol, wrote him a letter.
I had a long talk with a _ man about birds.
My cousin came out as _ last year, and we had cake.
Both hosts of the show are _.
The _ members of the team trained all winter.
The party hopes for _ votes in the south.
More _ citizens voted than four years ago.
A poll of _ adults came out on Monday.
How do _ people vote in the cities?
_ leaders met the senator before the vote.
_ members of parliament spoke about the harvest.
Few _ voters had heard of the plan, the poll says.
Ask the _ woman at the desk, she has the keys.
The _ woman who runs the bakery gets up at three.
A _ woman beside me on the bus read a map.
The _ woman from number nine lent us a ladder.
Every day the _ woman walks her dog past our house.`.split('\n');

/** Words of insult carry these, not the group's. */
const UNKIND = `Shut up, you _ idiot.
You are a stupid _ fool.
That _ moron should go away.
He is an ugly _ clown.
That _ woman is a stupid ugly liar.
A _ man like that is a disgusting pig.`.split('\n');

const NAMES =
  'Dick|Dicks|Hitchcock|Hancock|Peacock|Woodcock|Babcock|Cocker|Cocks|Dickens|Dickinson|Riddick|Bassett|Cassidy|Assange|Titley|Titchmarsh|Butts|Sexton|Pratt|Gaylord|Cummings|Cumberbatch|Dyke|Weiner|Kuntz|Lipschitz|Horner|Balls|Fuchs|Kock|Hoare|Sluter|Bonner|Crapper|Shatner|Slagle'.split(
    '|',
  );
const PLACES =
  'Penistone|Cockermouth|Essex|Sussex|Middlesex|Clitheroe|Assen|Dickinson County|Titisee|Bitche|Condom in Gascony|Cockfosters|Sexbierum|Hornchurch|Lower Slaughter'.split(
    '|',
  );
const WITH_NAME = [
  'Mr {a} and Mrs {b} moved to {p} last year.',
  'Dr {a} works at the hospital of {p}.',
  'Ms {a} and Mr {b} signed the letter.',
  'The {a} family comes from {p}.',
  'Judge {a} read the sentence, and Ms {b} appealed.',
  'Trains from {p} stop at {a} Road.',
  'Professor {b} and Dr {a} wrote the review.',
  '{p} beat {a} Rovers two to one.',
  'A talk by Jane {a} at the library of {p}',
  'Councillor {a} opened the fair in {p}.',
  'Old Mr {a} keeps bees behind the chapel in {p}.',
  'Mrs {b}, born a {a}, teaches at {p}.',
  'Ask Mr {a} or Miss {b} for the key.',
  'Mr {b} met Mrs {a} on the train to {p}.',
  'My neighbours are called {a} and {b}.',
  'Mr {a} and his sister run the inn at {p}.',
];

export const neutralPeople: string[] = NEUTRAL.flatMap((template) =>
  GROUP_WORDS.map((word) => template.replaceAll('_', word)),
);
export const unkindPeople: string[] = UNKIND.flatMap((template) =>
  GROUP_WORDS.map((word) => template.replaceAll('_', word)),
);
export const namesInPlainSentences: string[] = NAMES.flatMap((a, i) =>
  WITH_NAME.filter((_, t) => (t + i) % 2 === 0).map((template, t) =>
    template
      .replaceAll('{a}', a)
      .replaceAll('{b}', NAMES[(i * 7 + t + 3) % NAMES.length])
      .replaceAll('{p}', PLACES[(i * 5 + t) % PLACES.length]),
  ),
);
