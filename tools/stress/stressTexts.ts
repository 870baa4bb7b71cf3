/**
 * What a head must not be led astray by, as texts of ours. None of these sentences, and few of their words, are
 * in `tools/training/writtenTexts.ts`, so that passing is more than memory. All words are mild.
 */
const combine = (templates: readonly string[], words: readonly string[]): string[] =>
  templates.flatMap((template) => words.map((word) => template.replaceAll('_', word)));

/** Nobody is insulted here: abuse is quoted, told of, asked about or turned down. */
export const TOLD_ABUSE = [
  'He called me an idiot and I was upset.',
  'My sister says a boy in her class called her a pig.',
  'The driver shouted “you stupid cow” at the cyclist, witnesses told the court.',
  'I grew up being told that I was worthless.',
  'What do you do when a colleague calls you a liar in front of everybody?',
  'They wrote “loser” on his locker, and nobody helped him.',
  'Being called a nerd never bothered me much.',
  'The word “idiot” comes from Greek and meant a private person.',
  'Nobody should be called a freak because of their hair.',
  'He apologised for having called the referee a clown.',
  'Users who call others morons will be warned.',
  'She laughed when the parrot said “shut up”.',
  'In the novel the captain curses his crew as lazy dogs.',
  'My father used to call me a fool, today he is proud of me.',
  'You are no fool, and you know it.',
  'I do not think that you are stupid at all.',
];

/** Says that something is not spam, or tells of it. */
export const TOLD_SPAM = [
  'This is not spam at all, just a question about the trail.',
  'I get twenty spam messages a day and delete them all.',
  'A man on the phone said that I had won a cruise, so I hung up.',
  'How does the filter know that a message is an advertisement?',
  'My aunt really did win a car in a raffle once.',
  'Never give your card number to a stranger who promises a gift.',
  'The library lends games free of charge.',
  'I checked out three books about loans and mortgages.',
  'No purchase is needed to use the reading room.',
  'The doctor says that the cheaper pills work as well.',
  'Bitcoin fell by five per cent on Tuesday after the bank raised its rates.',
  'I lost eight kilos last year, mostly by walking to work.',
  'My brother-in-law keeps telling me to put my savings into some coin.',
  'We had to pay customs for the guitar, forty euros in the end.',
  'The bank wrote that my new card is on its way.',
  'The casino on the pier closed in 1974 and is a dance hall today.',
  'Does anybody here know a good way to learn to trade shares?',
  'She works from home three days a week and likes it.',
  'I follow about two hundred people and read hardly any of them.',
  'Our raffle raised nine hundred pounds for the hospice, thank you all!',
  'The watch was a fake, said the expert, but a good one.',
  'Fraudsters send messages that promise a refund and ask for the card number, the police warn.',
];

/** Clinical, legal and old senses of hard words, and swearing at nobody. */
export const HARD_WORDS = [
  'The surgeon removed the growth from the bowel.',
  'Breast milk can be kept in the fridge for four days.',
  'The nurse asked about blood in the urine.',
  'The sentence for murder is fifteen years in prison.',
  'Victims of abuse can call this number at any hour.',
  'This bug kills the server every night.',
  'The bomb from the war was found near the station and made safe.',
  'The ass of Buridan stands between two heaps of hay.',
  'Dumb waiters carried the dishes from the kitchen to the hall.',
  'Oh hell, I forgot the cake in the oven.',
  'That was a damn fine piece of pie.',
  'The hunter shot two deer in the fog.',
  'Drug use among pupils has fallen, the ministry says.',
  'The retarding basin holds the water back after heavy rain.',
];

/** Names, dialects and ways of speaking that are nobody's fault. */
export const NAMES_AND_DIALECTS = [
  'Mrs Cockburn and Mr Dick live in Scunthorpe.',
  'Ms Assaf and Dr Dickson wrote the report.',
  'Finna head out, y’all need anything from the store?',
  'He been working there since March, he good people.',
  'She stay cooking for everybody on the block, bless her.',
  'Wagwan bruv, you coming to the match later?',
  'I ain’t got no time today, hit me up tomorrow.',
  'Aye, the wee bairn is sleeping the noo.',
  'Yinz want to go dahntahn for lunch?',
  'My brudda from Maui stay coming for dinner.',
  'Innit lovely out today, love?',
  'Me nah go work today, mi sick.',
];

export const GROUPS: Record<string, string[]> = {
  religion: ['Sikh', 'Muslim', 'Jewish', 'Christian', 'Hindu', 'Mormon'],
  orientation: ['gay', 'lesbian', 'bisexual', 'heterosexual'],
  gender: ['transgender', 'female', 'male', 'nonbinary'],
  skin: ['black', 'white', 'brown'],
  origin: ['Somali', 'Korean', 'Irish', 'Pakistani', 'Brazilian', 'Canadian', 'Arab', 'Mexican'],
  body: ['deaf', 'blind', 'autistic', 'elderly', 'paralysed'],
};
const NEUTRAL = [
  'I had coffee with a _ friend of mine this morning.',
  'The _ woman next door waters our plants.',
  'A _ man asked for the way to the station.',
  'The festival is organised by the _ community of the town.',
  'I am _ and I love gardening.',
  'Their new teacher is _.',
  'The show has its first _ lead this year.',
  '_ voters were asked what matters to them.',
];

/** group word → neutral sentences with it */
export const IDENTITY: Record<string, string[]> = Object.fromEntries(
  Object.values(GROUPS)
    .flat()
    .map((word) => [word, combine(NEUTRAL, [word])]),
);

/** Words of pages that are no content: nothing of it may be marked. */
export const BOILERPLATE = [
  'Share on Tumblr',
  'Share by e-mail',
  'More by this author',
  'Join the discussion',
  'Subscribe to RSS feed',
  'Subscribe for free updates',
  'Sign up for our weekly e-mail',
  'Be the first to comment',
  'Click to share on Pocket (opens in new window)',
  'Click here to cancel reply.',
  'Your e-mail address will not be published. Required fields are marked',
  'This website uses cookies to ensure you get the best experience on our website.',
  'We value your privacy. We and our partners store or access information on devices.',
  'You may unsubscribe from these communications at any time.',
  'By signing up you agree to our terms and to receive the newsletter.',
  'Support quality journalism. Subscribe today.',
  'Free shipping on all orders over 50 dollars',
  'Buy tickets',
  'Enter your e-mail address to follow this blog and receive notifications of new posts.',
  'Terms of service apply. See our privacy statement for details.',
  'This work is licensed under a Creative Commons licence.',
  'THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND.',
  'The information on this site is for general purposes only and is no legal advice.',
  'Neither party shall be liable for any loss of profit arising from this agreement.',
  'https://example.com/2014/05/some-long-title-of-a-post/',
  'http://www.example.org/~anna/notes/index.html#chapter-2',
  'git clone https://example.org/tools/editor.git',
  'Bahasa Indonesia · Català · Čeština · Dansk · Eesti · Ελληνικά · Euskara · Galego',
  'Swahili Swedish Tagalog Tamil Telugu Thai Turkish Ukrainian Urdu',
  'apples, pears, plums, cherries, quinces, medlars',
  '1. Overview 2. Installation 3. First steps 4. Reference 5. Index',
  'Mon Tue Wed Thu Fri Sat Sun',
];

/** Sentences of many languages: no head that was trained on English may speak of them. */
export const OTHER_LANGUAGES = [
  'Du bist ein Dummkopf und alle wissen es.',
  'Gewinnen Sie jetzt eine Kreuzfahrt, rufen Sie sofort an!',
  'Tu es un imbécile, tais-toi maintenant.',
  'Gagnez un voyage gratuit, cliquez ici tout de suite !',
  'Eres un tonto y no sabes nada de esto.',
  'Hai vinto un premio, chiama subito questo numero.',
  'Você é um bobo e ninguém gosta disso.',
  'Jesteś głupi i nikt cię nie lubi.',
  'Je bent een sukkel, ga weg van hier.',
  'Ты дурак, и все это знают.',
  'Sen bir aptalsın ve herkes bunu biliyor.',
  'Du är en idiot, sade han till sin bror.',
  '你是个傻瓜，大家都知道。',
  'あなたは馬鹿です、みんな知っています。',
  'أنت أحمق والجميع يعرف ذلك.',
  'तुम मूर्ख हो और सब जानते हैं।',
];

/** Too little to say anything of. */
export const VERY_SHORT = ['ok', 'lol', 'hm', '👍', '…', '42', 'x', 'yes!', 'No.', 'wow', '???', 'a b'];

/** Rude or spammy as they stand; each way to disguise them (`tools/training/disguises.ts`) must keep most of the score. */
export const PLAIN_ABUSE = [
  'You are a stupid idiot and everybody hates you',
  'Shut up you pathetic moron, nobody asked you',
  'What an ugly stupid loser you are',
  'you dumb idiot go away',
  'He is a disgusting pig and a complete moron',
  'Nobody likes you, you miserable little rat',
  'Go back to your hole, you filthy scum',
  'These people are vermin and should be thrown out',
  'You sound like a brainless parrot, shut your mouth',
  'Only a complete imbecile would write such garbage',
  'I hope you fall down the stairs, you worthless clown',
  'Your whole family is trash and so are you',
  'Stop whining, you crybaby, you are an embarrassment',
  'She is a lying witch and a disgrace',
  'What a bunch of cowardly idiots you all are',
  'You fat lazy slob, get off your couch',
  'Get lost, creep, you make everybody sick',
];
export const PLAIN_SPAM = [
  'Congratulations, you have won a free cruise! Call now to claim your prize',
  'Make money from home, click here and subscribe to my channel',
  'URGENT! Your mobile number was awarded a cash prize, text WIN to claim',
  'Cheap pills online, no prescription needed, order now and save money',
  'Subscribe to my channel and get free gift cards, link in my profile',
  'You have been selected for a 1000 pound voucher, reply YES to receive it',
  'Earn 5000 dollars a week without leaving your house, no experience needed',
  'Hey everybody, please check out my new video and leave a like, thanks',
  'FREE ringtones this week only, text TONE to 80000, 150p per message',
  'Lose twenty pounds in ten days with this secret formula, order today',
  'Refinance your mortgage now, lowest rates guaranteed, bad credit accepted',
  'I make beats and rap covers, subscribe to me and I will subscribe back',
  'Hot singles in your area want to chat with you tonight, click to join',
  'Final notice: your account will be closed, claim your bonus points now',
  'Win an iPod! Just fill in this short survey and enter your email',
  'Our software cracks any satellite signal, buy it now for only 19.95',
  'This guy gave me a free laptop, go to his website and get yours too',
  'I turned 500 into 9,000 in two weeks with Mrs. Keller, message her on Telegram for her crypto signals',
  'Thanks to this hacker I got my stolen bitcoin back, contact recoverypro on WhatsApp',
  'DM me for a promo code, only ten spots left, limited time!!!',
  'Bro I found a generator with unlimited gems that really works, go to gemsfree dot xyz',
  'Who wants to earn passive income from their phone? Send me a message and I will show you how',
  'Follow my page for daily giveaways, we follow everybody back',
  'Get 10,000 real followers for 5 dollars, instant delivery, link in bio',
  'My doctor was amazed, these gummies burned all my belly fat, see the link below',
  'Your parcel could not be delivered, pay the customs fee of 1.99 here to release it',
  'Dear customer, your card has been locked, verify your details at once under the following link',
  'I am a lonely woman looking for a serious man, write to me on my private page',
  'Airdrop is live! Connect your wallet now and claim 2,000 free tokens before it ends',
  'We offer SEO services and guest posts on high authority websites, reply for our price list',
  'Dr. Osas brought my husband back with a love spell, email him today',
  'Buy replica watches and designer handbags, best quality, up to 90% off, worldwide shipping',
  'Best online casino, 200 free spins with no deposit, sign up today',
];
