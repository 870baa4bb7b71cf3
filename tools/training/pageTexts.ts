/**
 * What stands around the text of pages, put together from lists of ours with seeded chance: sources under
 * articles, footers, offers of shops, notices of feeds and letters, posts shown on other sites. All of it is
 * ordinary text that no public set has; without it heads take an address, a price or "subscribe" alone for spam.
 * Beside it comments that beg for clicks and subscribers, which use the same words and are spam: so that the
 * heads learn the difference and not the words. Used by `writtenTexts.ts`; the stress sets have other sentences.
 */
import { Random } from '../../src/elm/random.ts';
import { fillTemplates } from './templates.ts';

const SEED = 23;

const FILL: Record<string, string[]> = {
  name: 'Adler|Barnes|Chandra|Dubois|Eriksen|Fofana|Garcia|Haas|Ito|Jansen|Kowalski|Lind|Moreau|Novak|Okafor|Petrov|Quist|Rossi|Santos|Tanaka|Ueda|Varga|Weber|Young'.split(
    '|',
  ),
  first: 'Ada|Ben|Clara|David|Elif|Femi|Greta|Hugo|Ines|Jonas|Kofi|Lena|Mina|Noah'.split('|'),
  letter: 'A|B|C|D|E|F|J|K|L|M|P|R|S|T'.split('|'),
  year: '1898|1926|1957|1974|1983|1991|1999|2003|2006|2008|2010|2012|2013|2015|2017|2019|2021'.split('|'),
  number: '2|3|5|7|10|12|18|24|31|45|60|88|100|250|500'.split('|'),
  month: 'January|February|March|April|May|June|July|August|September|October|November|December'.split('|'),
  day: 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday'.split('|'),
  title:
    'Birds of the Lowlands|A History of the Canal|Broadband in rural areas|Island Ecology|The Northern Railways|Population estimates|Glaciers and Rivers|Wild Plants|Sea Mammals|A Traveller’s Notebook|Programmes of the Ministry|Mining and Trade|The Climate of the Coast|Native Reptiles|Energy outlook|Poems and Letters|The Art of Weaving|Maps of the South'.split(
      '|',
    ),
  journal: 'Journal of Geography|Annals of Botany|Nature Notes|Review of History|Science Letters'.split('|'),
  publisher:
    'Oxford University Press|Penguin|Harbour Books|Government Printer|Te Papa Press|Springer|National Library|Hill & Sons'.split(
      '|',
    ),
  office:
    'Ministry of Trade & Innovation|Department of Conservation|Statistics Office|Ministry of Employment|City Council|Weather Service|Parliament|Bureau of Energy'.split(
      '|',
    ),
  host: 'www.moe.govt.nz|stats.example.org|www.example.com|museum.example.net|archive.example.org|www.dept.gov.uk|news.example.co.uk|data.example.eu|doc.gov.au'.split(
    '|',
  ),
  path: 'about|2014/05/rivers|news/story-1234|docs/guide.html|wiki/Canal|pdf/report-7.pdf|blog/2017/a-walk|en/index.php?id=42|articles/8812'.split(
    '|',
  ),
  slug: 'history-of-the-harbour|how-to-prune-a-pear|release-notes|the-long-road-north|annual-report|first-steps|budget-passed|chapter-four|seeds-and-soil|faq|contents|old-maps-of-the-town'.split(
    '|',
  ),
  user: 'ruth|section-2|library|jb|garden|notes|history|tom|part-3|m.weber'.split('|'),
  isbn: '9780140187234|978-0-19-853453-2|0-521-77752-6|9781877577901|978-3-16-148410-0'.split('|'),
  site: 'Kestrel|Opensource.net|Blockworld|Tinkers|Paperboat|Redwood|Lumen|Cloudberry|The Courier|Codefarm|Sky & Sea|Weekly Post|Gamehouse'.split(
    '|',
  ),
  network: 'Facebook|Twitter|Instagram|YouTube|LinkedIn|Tumblr|Mastodon|Reddit'.split('|'),
  code: 'a8KdPqLm2Z|QwErTy12Zx|Hn4vRb7TgY|u1XcP0oLkM|ZzT5sWq9Ee'.split('|'),
  price: '$25|$35|$49|$75|£20|£40|£60|€30|€59|25 euros|40 dollars|100 dollars|60 pounds'.split('|'),
  goods: 'shipping|delivery|returns|standard shipping|next-day delivery|home delivery|gift wrapping'.split(
    '|',
  ),
  feed: 'Atom feed|comments feed|news feed|calendar|podcast|mailing list|weekly letter|news alerts|journal'.split(
    '|',
  ),
  match:
    'win against Rovers|draw at Hill Park|opening night|parade|semi-final|press conference|race in Oslo'.split(
      '|',
    ),
  links:
    'Bug tracker|Account|Support|Help centre|Merchandise|Shop|Downloads|Blog|Forum|Status|Jobs|Terms|Privacy|Imprint|Credits|Press kit|Wiki|Store|Developers|Community|Contact'.split(
      '|',
    ),
  mine: 'channel|page|music|songs|videos|gaming videos|new track|remix|cover|blog|mixtape|web site'.split(
    '|',
  ),
  beg: 'please|pls|plz|PLEASE|it would mean a lot|thanks|help me out|if you have a minute|you will not regret it|it is worth it'.split(
    '|',
  ),
  who: 'a young rapper|a new singer|a small band|an artist from Texas|a gamer|a 15 year old producer|two brothers who make beats'.split(
    '|',
  ),
  prize: 'gift cards|followers|subscribers|free games|coins|money online|a new phone|likes'.split('|'),
  link: 'http://bit.ly/x7Yz2|www.freegifts.example|https://www.facebook.com/my.page.123|http://youtu.be/aB3dE5|http://mysite.example/?ref=991|https://twitter.com/newartist99|youtube.com/user/newbeats'.split(
    '|',
  ),
};

const SOURCES = [
  '^ {name}, {first} ({year}). {title}. {publisher}. ISBN {isbn}.',
  '^ {name} {letter}{letter}, {name}-{name} {letter}. {year}. {title}. {publisher}, London. ISBN {isbn}',
  '^ {name} {letter}, {name} {letter}. {year}. {title}. {journal} {number}: {number}-{number}.',
  '^ "{title} - {office}". {host}.',
  '^ "{title} – {office}". {host}. Archived from the original on {number} {month} {year}.',
  '^ "{title}". {office}. {month} {year}. Retrieved {number} {month} {year}.',
  '{name}, {letter}. ({year}) {title}, {publisher}. https://{host}/{path}',
  '“{title}”, {journal}, vol. {number}, no. {number}, {year}. doi:10.1000/{number}',
  'Source: {office}, {title}, {year}. {host}',
  'See also: {title}, {host}/{path}',
];
const FOOTERS = [
  '{site}.org {links} {links} {site} on {network} and {network} {links} {links}',
  '{site} on {network} {site} on {network} {links} {links} {links}',
  '{links} {links} {links} {links} © {year} {site}',
  '{links} | {links} | {links} | {links}',
  '{links} · {links} · {links}',
  '{site}.org: the week of {day}, {month} {number}, {year}',
  '{site} newsletter for {month} {year}',
  '{site} {month} {number}, {year} issue',
  'Do not sell or share my data',
  'Your {site} privacy choices',
  '{number} characters remaining',
  '{number} comments {number} shares',
  'Copyright {year} {site} Ltd. {links} {links}',
  'Follow {site} on {network}',
  'More on {network}: @{site}',
  'Photo: {first} {name} / {site}',
  'By {first} {name}, {day}, {month} {number}',
];
const POSTS = [
  'Goals and saves of the {match} pic.example.com/{code}',
  '⭐️⭐️ Photos from the {match} ⬇️ pic.example.com/{code}',
  '🎥 What a {match}! ⬇️ https://t.co/{code}',
  'Our team for {day} 👇 https://t.co/{code}',
  'Tickets for the {match} are on our page: https://{host}/{path}',
  'The video of the {match} is here: https://{host}/{path}',
  'I wrote about it: https://{host}/{path}',
  'Slides of my talk on {day}: https://{host}/{path}',
];
/** Addresses as they stand under articles and in lists of sources; comments that are nothing but a link are spam. */
const ADDRESSES = [
  'https://{host}/{path}',
  'http://{host}/{path}',
  '{host}/{path}',
  'https://{host}/{year}/{number}/{slug}/',
  'http://{host}/~{user}/{slug}.html',
  'https://{host}/{slug}#{user}',
  'https://{host}/papers/{slug}-{year}.pdf',
  'http://{user}.example.net/{slug}.html',
];
const OFFERS = [
  'Free {goods} on orders of {price} or more',
  'Free {goods} on all purchases above {price}',
  'Free {goods} from {price}',
  '{goods} is free for orders over {price}',
  'We offer free {goods} for every order above {price}',
  'Orders under {price} pay for {goods}',
  'Subscribe to {feed}',
  'Subscribe to the {feed}',
  'Subscribe to our {feed} for free news',
  'Subscribe for {feed}',
  'Subscribe and get the {feed} by e-mail, free of charge',
  'Get free news from the {feed}',
  'Sign up for the {feed}',
  'Sign up to the {site} {feed}',
  'Follow the {feed}',
  'Get the {feed} every {day}',
  'A year of {site} for {price}',
  'From {price} a month. Cancel at any time.',
  'Read {site} on any device for {price} a year',
];
const BEGGING = [
  'Check out my {mine} {beg}',
  'check out my {mine}!! {link}',
  'Please subscribe to my {mine}, I am {who}',
  'subscribe to my {mine} and I will subscribe back',
  'sub to me {beg} I sub back',
  'SUBSCRIBE TO MY {mine} {beg}!!!',
  'Hey guys, I am {who}, come and listen to my {mine} {beg}',
  'I know you hate these comments but I am {who}, take a look at my {mine}',
  'My {mine} are half decent, have a look {beg}',
  'Follow me on {network} @{first}{number} and I follow back',
  'follow 4 follow, like 4 like {link}',
  'like my page on {network} {link}',
  'Add me on {network} {link}',
  'thumbs up so that more people see my {mine}',
  'Thumbs up if you are watching this in {year}',
  'like this comment if you are still here in {year}',
  'If I get {number} subscribers by {day} I will post my new {mine}',
  'want free {prize}? go to {link}',
  'get {number}00 {prize} here {link}',
  'I made {price} a day from home, see {link}',
  'click the link for {prize} {link}',
  'Search {first} {name} on {network}, you will love my {mine}',
  'visit my site {link}',
  'Vote for {who} here {link} {beg}',
  'share this with {number} friends or you will have bad luck',
  'subscribe to {site} and {first} {name} {beg}',
];

const random = new Random(SEED);
export const pageTexts: string[] = [
  ...fillTemplates(SOURCES, FILL, 16, random),
  ...fillTemplates(FOOTERS, FILL, 10, random),
  ...fillTemplates(POSTS, FILL, 10, random),
  ...fillTemplates(OFFERS, FILL, 12, random),
  ...fillTemplates(ADDRESSES, FILL, 25, random),
];
export const beggingTexts: string[] = fillTemplates(BEGGING, FILL, 10, random);
