/**
 * Sentences put together from templates of ours, for what no public set has enough of: abuse that is only told
 * of or turned down, people named by what they are in sentences that say nothing bad of them, hard words in
 * plain facts, polite requests in a question's shape, notes about spam. All words are mild. The stress sets of
 * `tools/stress` have other templates and mostly other words, so that they measure more than memory.
 */
import { Random } from '../../src/elm/random.ts';
import { beggingTexts, pageTexts } from './pageTexts.ts';
import { namesInPlainSentences, neutralPeople, unkindPeople } from './peopleTexts.ts';
import { politeTexts, rudeTexts } from './rudeTexts.ts';
import { siteTexts } from './siteTexts.ts';
import { honestOfKinds, spamOfKinds } from './spamKinds.ts';

const combine = (templates: readonly string[], words: readonly string[]): string[] =>
  templates.flatMap((template) => words.map((word) => template.replaceAll('_', word)));

const INSULTS = [
  'an idiot',
  'a moron',
  'stupid',
  'a loser',
  'ugly',
  'a fool',
  'pathetic',
  'trash',
  'a clown',
];

/** Told, quoted, asked about or turned down: no insult of anybody. */
const TOLD = [
  'She called me _ and I cried all evening.',
  'My teacher said I was _ and it hurt.',
  'He told her that she was _, so she left.',
  'They kept calling my son _ at school, what can we do?',
  'I was called _ by a stranger on the train yesterday.',
  'Someone wrote that I am _, and I felt sad about it.',
  'Please do not call anybody _ in this forum.',
  'You are not _, do not let them tell you that.',
  'It is never fine to call a child _.',
  'The minister apologised for calling a reporter _.',
  'According to the report, the coach had called a player _.',
  'Nobody here thinks that you are _.',
  'I never said that you are _.',
  'She does not believe that he is _.',
  'Readers who write that somebody is _ are shown the door.',
  'He yelled “you are _” at the waiter, says a guest.',
  'The judge heard that the accused had called her _ for years.',
  'My old boss used to say I was _, now I run the shop.',
  'Why would anybody call a neighbour _?',
  'In the play the king calls his son _.',
];

/** Hard words in plain facts. */
const PLAIN_FACTS = `The patient has a tumour in the breast and will be treated next week.
Sex education at schools begins in the fifth year.
The doctor explained how the vagina changes during birth.
Anal cancer is rare, says the health service.
The killer whale is the largest dolphin.
The film is about a serial killer and the detective who hunts him.
Kill the process with the second command and start it again.
The dog is a bitch of four years, and she had six puppies.
The cock crowed at five in the morning.
Great tits and blue tits come to the feeder in winter.
The donkey, or ass, carries the load up the hill.
How do I shoot a bird in flight with a slow lens?
The trash is collected on Mondays.
The bastard file is the coarsest of the three.
The child has Down syndrome and loves to swim.
Suicide is a leading cause of death among the young; help is there day and night.
The court found him guilty of rape and murder.
Racism and hate speech are on the rise, the study says.
The police are looking for a man who attacked a woman.
My grandmother is dying and I do not know what to say to her.
The scum on the milk is taken off with a spoon.
The crap table at the casino was closed.
Slaves built the road in the year 120.
The lecture is about slurs and how their meaning changes.
This damn printer does not work again.
Damn, that was a close match, well played!
Ms Hancock, Mr Cocker and Dr Titley sit on the board.
Trains from Cockermouth to Penistone leave every hour.
The Cocks family has farmed here since 1820.
An ass is smaller than a horse and lives longer.
The dumb bell weighs two kilos.
A dumb terminal only shows what the server sends.
The idiot plot is one that works only if nobody asks.
Dostoevsky wrote The Idiot in Geneva and Florence.
The fool in the play speaks the truth to the king.
The pig farm at the edge of the village smells in summer.
The clown show for children begins at three.
The snake shed its skin under the trash bin.`.split('\n');

/** The same with other fillings: what clinics, courts, kitchens, farms, sports pages and stories say all day. */
const CLINIC_AND_COURT = [
  ...combine(
    [
      'The doctor examined the _ and found nothing.',
      'Cancer of the _ can be treated when it is found early.',
      'An operation on the _ takes about two hours.',
      'The nurse explained how to wash the _ after surgery.',
      'Pain in the _ has many causes.',
    ],
    [
      'rectum',
      'testicles',
      'penis',
      'breast',
      'vagina',
      'anus',
      'bladder',
      'nipple',
      'womb',
      'stomach',
      'buttocks',
    ],
  ),
  ...combine(
    [
      'The man was charged with _ and will stand trial in June.',
      'Police say the _ took place near the station.',
      'She wrote a book about _ and its victims.',
      'The law on _ was changed last year.',
      'The detective asked him about the _, and he said nothing.',
    ],
    [
      'murder',
      'assault',
      'rape',
      'sexual abuse',
      'manslaughter',
      'the shooting',
      'kidnapping',
      'drug dealing',
    ],
  ),
  ...combine(
    ['Our team _ the champions three to nil.', 'The visitors were _ in the second half.'],
    ['beat', 'crushed', 'hammered', 'destroyed', 'thrashed', 'killed off'],
  ),
  ...combine(
    [
      'The old farmer led his _ to the market.',
      'A _ stood between the barn and the hay.',
      'The wild _ lives in herds on the steppe.',
      'The fable of the _ is known in many lands.',
    ],
    ['ass', 'donkey', 'cock', 'sow', 'bitch', 'cow', 'goat', 'pig'],
  ),
  ...combine(
    [
      'Beat the _ well and put it into the hot pan.',
      'Whip the _ until it is stiff.',
      'Serve the _ with dumplings.',
    ],
    ['eggs', 'cream', 'butter', 'chicken breast', 'pork rump', 'coq au vin'],
  ),
  ...combine(
    [
      '“I could have _,” she said quietly, and looked at the floor.',
      'He wondered whether the stranger would have _.',
      '“Nobody has _ yet,” the captain told them.',
      'In the last chapter the villain has _ and flees.',
    ],
    [
      'killed him',
      'died',
      'poisoned the tea',
      'shot the king',
      'hurt somebody',
      'burned the letter',
      'lied to me',
    ],
  ),
  ...combine(
    [
      'The elders say that _ has been ignored for too long.',
      'People want to know why _ was not stopped.',
      'We have to put up with _, said a volunteer.',
      'The government was criticised for _.',
    ],
    [
      'the hunting of seals',
      'the sick whale',
      'a lot of noise',
      'the killing of dogs',
      'dirty water',
      'the poor food',
    ],
  ),
];

/** Hard words about things, prices, weather, plans and oneself, in reports and in stories: nobody is called anything. */
const ABOUT_THINGS = [
  ...combine(
    [
      'The price is _.',
      'We think that is _, said a neighbour.',
      'It is _ that the shop closes at five.',
      'Many call the new rule _.',
      'The weather has been _ all week.',
      'What a _ idea to build a road there.',
      'The old phone is _ by now.',
      'The second season of the show was _.',
    ],
    ['ridiculous', 'absurd', 'stupid', 'crap', 'rubbish', 'garbage', 'useless', 'pathetic', 'dumb', 'awful'],
  ),
  ...combine(
    [
      'I made a _ mistake and deleted the file.',
      'That was a _ thing to do, he thought, and smiled.',
      '“Don’t do something _,” she told him.',
      'He looked at her as if he had said something _.',
      'There are no _ questions, says the teacher.',
    ],
    ['stupid', 'dumb', 'silly', 'foolish', 'ridiculous', 'crazy'],
  ),
  ...combine(
    [
      'The _ are sick and can no longer swim to the north.',
      'Visitors want to hug the _, and the guards tell them not to.',
      'Volunteers fed the _ all night.',
      'The _ were shot by poachers, the paper says.',
      'A disease kills the _ of the island.',
    ],
    ['whales', 'cows', 'pigs', 'dogs', 'apes', 'donkeys', 'geese', 'rats', 'monkeys', 'snakes', 'seals'],
  ),
  ...combine(
    [
      'The _ carried the sacks to the mill.',
      'An old _ turned the wheel of the well.',
      'In the fable the _ wears the skin of a lion.',
      'She came to the fair with a cart and the _ of her aunt.',
    ],
    ['ass', 'ox', 'mule', 'old ass'],
  ),
  ...combine(
    [
      'The biggest _ of the crisis are small shops.',
      'Winners and _ of the week',
      'The _ of the match stayed on the pitch for an hour.',
      'There were no _ on either side, wrote the paper.',
    ],
    ['losers', 'fools', 'clowns', 'villains', 'cowards'],
  ),
  ...combine(
    [
      'How to stop buying _ that you do not need',
      'The attic is full of _.',
      'Throw the _ away and keep what you use.',
      'We carried the _ down to the street.',
    ],
    ['crap', 'junk', 'garbage', 'trash', 'useless stuff', 'rubbish'],
  ),
  ...combine(
    [
      'I feel _ today and stay in bed.',
      'My brother has been _ since Monday.',
      'She was _ of waiting and went home.',
      'I was so _ about missing the train.',
    ],
    ['sick', 'sick and tired', 'miserable', 'awful', 'terrible', 'mad'],
  ),
  ...combine(
    ['The _ is poisonous.', 'Is the _ bad for dogs?', 'The _ smells rotten.', 'The _ killed the fish.'],
    ['mushroom', 'berry', 'water', 'plant', 'frog', 'oil'],
  ),
  ...combine(
    [
      'Members who call one another _ will be asked to leave.',
      'The teacher told them not to call others _.',
      'Whoever calls the players _ has never played.',
      'They were called _ for years and still went on.',
    ],
    ['idiots', 'losers', 'fools', 'clowns', 'pigs', 'cowards', 'morons'],
  ),
];

/** Rude, mildly: so that the above does not make the words harmless. */
const RUDE = [
  'You are _.',
  'You are such _, honestly.',
  'What are you, _?',
  'Shut up, you are _.',
  'He is _ and so are you.',
  'Only _ would write this.',
];
const INSULT_NOUNS = [
  'an idiot',
  'a moron',
  'a stupid fool',
  'a pathetic loser',
  'a dumb clown',
  'a disgusting pig',
];

const SEED = 17;

/**
 * Long texts made of a few short ones each. A text's features have length 1, so what is a little suspicious in
 * each of n sentences adds up to √n times as much in all of them, and the sets have few long ordinary texts.
 */
function strungTogether(texts: readonly string[], count: number): string[] {
  const random = new Random(SEED);
  const pick = (list: readonly string[]) => list[random.below(list.length)];
  return Array.from({ length: count }, () => {
    const few = Array.from({ length: 3 + random.below(12) }, () => pick(texts));
    return Array.from({ length: 4 + random.below(40) }, () => pick(few)).join(' ');
  });
}

const HARD = [
  ...combine(TOLD, INSULTS),
  ...PLAIN_FACTS,
  ...CLINIC_AND_COURT,
  ...ABOUT_THINGS,
  ...namesInPlainSentences,
];

export const toxicityTexts = {
  ok: [
    ...HARD,
    ...neutralPeople,
    ...strungTogether(HARD, 500),
    ...strungTogether(neutralPeople, 200),
    ...politeTexts,
    ...siteTexts,
  ],
  toxic: [...combine(RUDE, INSULT_NOUNS), ...rudeTexts, ...unkindPeople],
};

/** About spam, subscriptions, prices and addresses, but no spam. */
const NOT_SPAM = `This is not spam, I am only asking for the address.
My mail keeps landing in the spam folder.
How do I stop spam calls on my phone?
Do not click on links in messages that promise a prize.
I won the chess tournament at school and got a small prize.
The winner of the prize was announced on Friday.
Is the software free for schools?
The first month was free, then they charged my card.
You can unsubscribe at any time with the link below.
You receive this message because you subscribed to the list of the choir.
To leave the list, send an empty message to the address below.
Your order has been sent and arrives on Tuesday.
Your parcel is ready for pick-up at the shop.
Your invoice for March is attached.
Your password was changed. If that was not you, write to us.
Use this code to sign in. It is good for ten minutes.
We have updated our terms of service and our privacy policy.
This e-mail and its attachments are confidential and meant only for the addressee.
If you have received this message in error, please delete it and tell the sender.
The loan is paid back over ten years at a fixed rate.
The pharmacy is open until eight.
Call me when you get there.
Text me your address and I will come by.
Send your application to the office by the end of the month.
Entries close on Friday; the rules are on the second page.
Registration for the summer course opens in May, places are limited.
Tickets are 12 pounds at the door, children go in free.
Save 20 % with a season ticket for the museum.
The offer of the council was turned down by the union.
The company made a million in its first year.
The cash machine at the corner does not work.
He checks out of the hotel tomorrow.
Check out the second chapter for a longer answer.
Have a look at my branch when you find the time.
I put the video of the lecture on the course page.
Here are the slides: https://example.org/slides/week-3.pdf
See https://example.org/docs/install for how to install it.
Source: https://example.org/wiki/History_of_the_town
https://example.org/issues/1234
The file is at http://example.org/pub/data/list.txt and has 200 lines.
Follow the path along the river for two miles.
Like the first part, the second one is well written.
Subscribers read the full story a day earlier.
The newsletter of the garden club comes out every month.
Download the timetable as a PDF.
Afrikaans Albanian Arabic Armenian Azerbaijani Basque Belarusian Bengali Bosnian Bulgarian
English Deutsch Français Español Italiano Português Polski Nederlands Русский 日本語
Choose your language: English, German, French, Spanish, Turkish
Permission is hereby granted, free of charge, to any person obtaining a copy of this software.
No part of this publication may be reproduced without the written permission of the publisher.
All trademarks are the property of their respective owners.
Prices include tax. Delivery costs are shown at checkout.
Some links are affiliate links: we may earn a commission if you buy something.
We use cookies and similar technologies to remember your settings and to count visits.
Strictly necessary cookies are always on. You may accept or reject the others.
By clicking “Accept”, you agree to the storing of cookies on your device.
We and our partners process data to show personalised advertising and content.
You can withdraw your consent at any time in the settings.
Get our best stories in your inbox every Friday morning.
Enter your e-mail address to get the newsletter. We never pass it on.
Sign up with your e-mail address to hear of new posts.
Enjoying this article? Subscribe to read more like it.
You have read 3 of 5 free articles this month.
Already a member? Log in here.
Please enable JavaScript to see the comments.
This post was published 4 years ago. Comments are closed.
Filed under: Science, Space, Photography
Tagged with: garden, autumn, apples
Posted by the editors on 3 May 2012 at 09:15. 27 comments.
Home » News » Regional » Weather
Page 1 of 14 next last
The site is hosted by volunteers and paid for by donations.`.split('\n');

/** References, addresses and notices, as they stand under articles. */
const NOTICES =
  `^ Miller, Ruth (1994). A History of the Harbour (2nd ed.). Cambridge: University Press. ISBN 978-0-00-000000-1.
^ "Annual report of the harbour board". Ministry of Transport. 2011. Retrieved 4 May 2013.
^ Smith, J.; Brown, A. (2003). "Tides and trade". Journal of Harbours. 12 (3): 45-61. doi:10.1000/182.
^ "Harbour statistics". www.example.gov.nz.
Example.com © 2018 The Example Media Group
© 2020 Example Ltd. All rights reserved. Reg. no. 12345
Example Social Network
On your tablet
On the go
Our goals from last night ⬇️ pic.example.com/AbCdEfGhIj
Photos from the opening pic.example.com/x1y2z3
client_id=https%3A%2F%2Fexample.org&scope=read&redirect_uri=https%3A%2F%2Fexample.org%2Fback
GET /token?response_type=code&state=1234 HTTP/1.1
id=https%3A%2F%2Fdocs.example.org&response_mode=query
The client at https://app.example.org/ asks for read access to the folder
Contribute Search jobs Sign in
Contribute Subscribe Search
Subscribe Sign in Menu
Subscribe to the Gazette
Reply Share Report Cancel
Click here to cancel the order.
Click here to go back.`.split('\n');

const GREETINGS = ['', 'Hi Anna, ', 'Dear all, '];
const NEWS = [
  'the meeting is moved to Thursday at ten.',
  'thanks for the photos, we loved them.',
  'the heating will be off on Monday morning.',
  'could you bring the keys tomorrow?',
  'I will be ten minutes late, sorry.',
  'the minutes of the last meeting are attached.',
];

/** What sites say of themselves; comments that beg for subscribers sound alike, but for "my". */
const INVITATIONS = combine(
  [
    'Subscribe _',
    'Subscribe _.',
    'Sign up _',
    'Follow _',
    'Read more: sign up _',
    'Get our news: subscribe _',
  ],
  [
    'to our magazine',
    'to comments by e-mail',
    'to the feed (Atom)',
    'to this topic',
    'to this blog via e-mail',
    'today and read all stories',
    'for unlimited access',
    'for the weekly digest',
    'to new posts',
    'to the mailing list',
    'for news by e-mail',
    'and get updates',
    'our podcast',
    'the project',
    'this page',
  ],
);
const OFFERS = combine(
  ['Free _', '_ free of charge', 'Order _', 'Buy _', 'Support _', '_ now available', 'Gift: _'],
  [
    'delivery from 40 euros',
    'returns within 30 days',
    'our newsroom',
    'independent reporting',
    'the paperback',
    'a year of the magazine',
    'the local library',
  ],
);

export const spamTexts = {
  ham: [
    ...NOT_SPAM,
    ...NOTICES,
    ...INVITATIONS,
    ...OFFERS,
    ...pageTexts,
    ...siteTexts,
    ...honestOfKinds,
    ...strungTogether([...NOT_SPAM, ...pageTexts, ...honestOfKinds], 150),
    ...combine(
      GREETINGS.map((greeting) => `${greeting}_`),
      NEWS,
    ),
  ],
  spam: [...beggingTexts, ...spamOfKinds],
};

const DEEDS = [
  'send me the file',
  'post the link',
  'share the recipe',
  'explain the second step',
  'check the address',
  'add my name',
  'open the window',
  'call me back',
  'help me with the form',
  'remove my account',
  'change the title',
  'tell me the price',
  'upload the photos',
  'fix the door',
  'move the table',
];
const ASKS = [
  'Could you please _?',
  'Can you please _?',
  'Would you _, please?',
  'Will you please _ today?',
  'Could you _ when you have a minute?',
];

/** How things work, said of them; much of it begins like a command. */
const WORKINGS = [
  ...combine(
    [
      'New _ show up at the top, one after the other.',
      'The newest _ are at the end of the list.',
      'Old _ go away after a week.',
      'All _ are kept for thirty days.',
      '_ load as you scroll down.',
      'The list holds the last twenty _.',
      'Your _ are saved while you type.',
      'Deleted _ can be brought back for a month.',
      'Read _ are shown in grey.',
      'Shared _ have a small sign beside them.',
      'Pinned _ stay where they are.',
      'Marked _ wait in a folder of their own.',
    ],
    ['messages', 'comments', 'photos', 'notes', 'stories', 'files'],
  ),
  ...combine(
    [
      'The _ opens at nine and closes at six.',
      'The _ starts by itself every morning.',
      'Updates of the _ come out once a month.',
      'Changes to the _ take effect at midnight.',
      'Visits to the _ are free on Sundays.',
      'Work on the _ goes on until May.',
    ],
    ['library', 'service', 'backup', 'shop', 'bridge', 'programme'],
  ),
  // A verb after a plural looks like a command's.
  ...combine(
    [
      'New _ arrive every Tuesday, about ten a week.',
      'Most _ leave before noon; some stay the night.',
      'More _ come each summer, and few go away again.',
      'The first _ come at dawn, the last go home at dusk.',
      'Two or three _ pass by every hour.',
      'The oldest _ rest while the young ones play.',
      'Some _ turn up on their own, others in groups.',
      '_ come and go all day long.',
    ],
    ['guests', 'visitors', 'birds', 'boats', 'riders', 'students'],
  ),
];

/** Of polite requests in the shape of questions, and of plain statements that aren't commands. */
export const intentTexts = { request: combine(ASKS, DEEDS), statement: WORKINGS };
