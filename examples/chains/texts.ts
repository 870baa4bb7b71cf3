/**
 * What people say to an assistant: 64 sentences, each in five languages. A line is an intent and its sentence in
 * English, German, Spanish, French and Arabic. Held back is always a line as a whole, so that no translation of
 * a sentence asked about has been learned.
 */
export interface Sentence {
  text: string;
  language: string;
  topic: string;
  intent: string;
  /** Which of the lines it is from. */
  line: number;
}

const LANGUAGES = ['English', 'German', 'Spanish', 'French', 'Arabic'];

const LINES: Record<string, string> = {
  travel: `
ask | When does the next train to the coast leave? | Wann fährt der nächste Zug ans Meer? | ¿Cuándo sale el próximo tren a la costa? | Quand part le prochain train pour la côte ? | متى يغادر القطار التالي إلى الساحل؟
ask | How long is the flight to Lisbon? | Wie lange dauert der Flug nach Lissabon? | ¿Cuánto dura el vuelo a Lisboa? | Combien de temps dure le vol pour Lisbonne ? | كم تستغرق الرحلة الجوية إلى لشبونة؟
ask | Is there a bus from the airport to the city centre? | Gibt es einen Bus vom Flughafen in die Innenstadt? | ¿Hay un autobús del aeropuerto al centro? | Y a-t-il un bus de l'aéroport au centre-ville ? | هل توجد حافلة من المطار إلى وسط المدينة؟
ask | Which platform does the night train leave from? | Von welchem Gleis fährt der Nachtzug ab? | ¿De qué andén sale el tren nocturno? | De quel quai part le train de nuit ? | من أي رصيف ينطلق قطار الليل؟
ask | Do I need a visa for the journey? | Brauche ich für die Reise ein Visum? | ¿Necesito un visado para el viaje? | Ai-je besoin d'un visa pour le voyage ? | هل أحتاج إلى تأشيرة للسفر؟
order | Book two seats by the window on the morning train. | Buche zwei Fensterplätze im Zug am Morgen. | Reserva dos asientos de ventanilla en el tren de la mañana. | Réserve deux places côté fenêtre dans le train du matin. | احجز مقعدين بجانب النافذة في قطار الصباح.
order | Please reserve a hotel near the station for Friday. | Bitte reserviere für Freitag ein Hotel am Bahnhof. | Por favor, reserva un hotel cerca de la estación para el viernes. | Réserve un hôtel près de la gare pour vendredi, s'il te plaît. | من فضلك احجز فندقا قرب المحطة ليوم الجمعة.
order | Get me a ticket to Vienna. | Besorg mir eine Fahrkarte nach Wien. | Consígueme un billete a Viena. | Prends-moi un billet pour Vienne. | اشتر لي تذكرة إلى فيينا.
order | Call a taxi to the airport for six o'clock. | Ruf für sechs Uhr ein Taxi zum Flughafen. | Pide un taxi al aeropuerto para las seis. | Appelle un taxi pour l'aéroport à six heures. | اطلب سيارة أجرة إلى المطار في الساعة السادسة.
order | Rent a small car for the weekend. | Miete ein kleines Auto für das Wochenende. | Alquila un coche pequeño para el fin de semana. | Loue une petite voiture pour le week-end. | استأجر سيارة صغيرة لعطلة نهاية الأسبوع.
cancel | Cancel my flight on Monday. | Storniere meinen Flug am Montag. | Cancela mi vuelo del lunes. | Annule mon vol de lundi. | ألغ رحلتي الجوية يوم الاثنين.
cancel | I no longer need the hotel room. | Ich brauche das Hotelzimmer nicht mehr. | Ya no necesito la habitación del hotel. | Je n'ai plus besoin de la chambre d'hôtel. | لم أعد بحاجة إلى غرفة الفندق.
cancel | Please give the train tickets back. | Bitte gib die Fahrkarten zurück. | Por favor, devuelve los billetes de tren. | Rends les billets de train, s'il te plaît. | من فضلك أعد تذاكر القطار.
cancel | We are not taking the ferry after all, drop the booking. | Wir nehmen die Fähre doch nicht, lösche die Buchung. | Al final no tomamos el ferri, anula la reserva. | Finalement nous ne prenons pas le ferry, annule la réservation. | لن نستقل العبارة بعد كل شيء، ألغ الحجز.
thank | Thanks, the seats on the train were perfect. | Danke, die Plätze im Zug waren perfekt. | Gracias, los asientos del tren eran perfectos. | Merci, les places dans le train étaient parfaites. | شكرا، كانت مقاعد القطار ممتازة.
thank | The hotel you found was lovely, thank you. | Das Hotel, das du gefunden hast, war sehr schön, danke. | El hotel que encontraste era precioso, muchas gracias. | L'hôtel que tu as trouvé était charmant, merci beaucoup. | كان الفندق الذي وجدته جميلا جدا، شكرا لك.`,
  music: `
order | Play something calm with piano. | Spiel etwas Ruhiges mit Klavier. | Pon algo tranquilo con piano. | Mets quelque chose de calme avec du piano. | شغل شيئا هادئا مع البيانو.
order | Put on my favourite album. | Leg mein Lieblingsalbum auf. | Pon mi álbum favorito. | Mets mon album préféré. | شغل ألبومي المفضل.
order | Play the song with the long guitar solo. | Spiel das Lied mit dem langen Gitarrensolo. | Pon la canción del solo largo de guitarra. | Joue la chanson avec le long solo de guitare. | شغل الأغنية ذات عزف الغيتار الطويل.
order | Turn up the volume, please. | Mach bitte lauter. | Sube el volumen, por favor. | Monte le son, s'il te plaît. | ارفع الصوت من فضلك.
order | Add this melody to my playlist. | Setz diese Melodie auf meine Liste. | Añade esta melodía a mi lista. | Ajoute cette mélodie à ma liste. | أضف هذا اللحن إلى قائمتي.
order | I would like to hear some jazz in the kitchen. | Ich möchte in der Küche Jazz hören. | Quisiera escuchar jazz en la cocina. | Je voudrais écouter du jazz dans la cuisine. | أود أن أسمع موسيقى الجاز في المطبخ.
order | Play the concert again from the beginning. | Spiel das Konzert noch einmal von vorn. | Pon otra vez el concierto desde el principio. | Rejoue le concert depuis le début. | أعد تشغيل الحفل الموسيقي من البداية.
cancel | Stop the music. | Halt die Musik an. | Para la música. | Arrête la musique. | أوقف الموسيقى.
cancel | Skip this song, I don't like it. | Überspring dieses Lied, ich mag es nicht. | Salta esta canción, no me gusta. | Passe cette chanson, je ne l'aime pas. | تخط هذه الأغنية، لا تعجبني.
cancel | No more drums today, please. | Bitte heute keine Trommeln mehr. | Basta de tambores por hoy, por favor. | Plus de tambours aujourd'hui, s'il te plaît. | كفى طبولا اليوم من فضلك.
cancel | Take this singer off my playlist. | Nimm diese Sängerin von meiner Liste. | Quita a esta cantante de mi lista. | Retire cette chanteuse de ma liste. | احذف هذه المغنية من قائمتي.
ask | Who sings this song? | Wer singt dieses Lied? | ¿Quién canta esta canción? | Qui chante cette chanson ? | من يغني هذه الأغنية؟
ask | What is the name of this album? | Wie heißt dieses Album? | ¿Cómo se llama este álbum? | Comment s'appelle cet album ? | ما اسم هذا الألبوم؟
ask | Which instrument is that, a violin or a flute? | Welches Instrument ist das, eine Geige oder eine Flöte? | ¿Qué instrumento es, un violín o una flauta? | Quel est cet instrument, un violon ou une flûte ? | ما هذه الآلة، كمان أم ناي؟
thank | What a beautiful song, thank you. | Was für ein schönes Lied, danke. | Qué canción tan bonita, gracias. | Quelle belle chanson, merci. | يا لها من أغنية جميلة، شكرا.
thank | Thanks, the choir was just right. | Danke, der Chor war genau richtig. | Gracias, el coro era justo lo que quería. | Merci, la chorale était parfaite. | شكرا، كانت الجوقة رائعة.`,
  food: `
order | Order two pizzas with mushrooms. | Bestell zwei Pizzen mit Pilzen. | Pide dos pizzas con champiñones. | Commande deux pizzas aux champignons. | اطلب اثنتين من البيتزا بالفطر.
order | Book a table for four at the Italian restaurant. | Reserviere einen Tisch für vier beim Italiener. | Reserva una mesa para cuatro en el restaurante italiano. | Réserve une table pour quatre au restaurant italien. | احجز طاولة لأربعة في المطعم الإيطالي.
order | Put bread, milk and eggs on the shopping list. | Setz Brot, Milch und Eier auf die Einkaufsliste. | Pon pan, leche y huevos en la lista de la compra. | Mets du pain, du lait et des œufs sur la liste de courses. | ضع الخبز والحليب والبيض في قائمة المشتريات.
order | Please bring me a bowl of hot soup. | Bring mir bitte eine Schüssel heiße Suppe. | Tráeme un plato de sopa caliente, por favor. | Apporte-moi un bol de soupe chaude, s'il te plaît. | أحضر لي وعاء من الحساء الساخن من فضلك.
order | I would like the fish with rice and salad. | Ich möchte den Fisch mit Reis und Salat. | Quisiera el pescado con arroz y ensalada. | Je voudrais le poisson avec du riz et de la salade. | أود السمك مع الأرز والسلطة.
order | Set the oven to bake the cake for forty minutes. | Stell den Ofen an, der Kuchen backt vierzig Minuten. | Pon el horno para hornear el pastel cuarenta minutos. | Règle le four pour cuire le gâteau quarante minutes. | شغل الفرن لخبز الكعكة أربعين دقيقة.
ask | How long do I boil the potatoes? | Wie lange koche ich die Kartoffeln? | ¿Cuánto tiempo hiervo las patatas? | Combien de temps faut-il cuire les pommes de terre ? | كم من الوقت أسلق البطاطس؟
ask | Is there meat in this soup? | Ist in dieser Suppe Fleisch? | ¿Lleva carne esta sopa? | Y a-t-il de la viande dans cette soupe ? | هل يوجد لحم في هذا الحساء؟
ask | What can I cook with tomatoes and cheese? | Was kann ich mit Tomaten und Käse kochen? | ¿Qué puedo cocinar con tomates y queso? | Que puis-je cuisiner avec des tomates et du fromage ? | ماذا يمكنني أن أطبخ بالطماطم والجبن؟
ask | How much sugar goes into the cake? | Wie viel Zucker kommt in den Kuchen? | ¿Cuánto azúcar lleva el pastel? | Combien de sucre faut-il pour le gâteau ? | ما كمية السكر في الكعكة؟
cancel | Cancel the table for tonight. | Sag den Tisch für heute Abend ab. | Cancela la mesa de esta noche. | Annule la table de ce soir. | ألغ حجز الطاولة لهذه الليلة.
cancel | We don't want the dessert any more. | Wir wollen den Nachtisch nicht mehr. | Ya no queremos el postre. | Nous ne voulons plus de dessert. | لم نعد نريد الحلوى.
cancel | Take the cheese off the shopping list. | Nimm den Käse von der Einkaufsliste. | Quita el queso de la lista de la compra. | Retire le fromage de la liste de courses. | احذف الجبن من قائمة المشتريات.
thank | The soup was delicious, thanks. | Die Suppe war köstlich, danke. | La sopa estaba deliciosa, gracias. | La soupe était délicieuse, merci. | كان الحساء لذيذا، شكرا.
thank | Thank you, your recipe for bread is the best. | Danke, dein Brotrezept ist das beste. | Gracias, tu receta de pan es la mejor. | Merci, ta recette de pain est la meilleure. | شكرا، وصفتك للخبز هي الأفضل.
thank | The waiter was so kind, many thanks. | Der Kellner war so freundlich, vielen Dank. | El camarero fue muy amable, mil gracias. | Le serveur était très gentil, mille mercis. | كان النادل لطيفا جدا، شكرا جزيلا.`,
  weather: `
ask | Will it rain tomorrow? | Regnet es morgen? | ¿Va a llover mañana? | Va-t-il pleuvoir demain ? | هل ستمطر غدا؟
ask | How cold will it get tonight? | Wie kalt wird es heute Nacht? | ¿Qué frío hará esta noche? | Quel froid fera-t-il cette nuit ? | كم ستبلغ البرودة هذه الليلة؟
ask | Is it snowing in the mountains? | Schneit es in den Bergen? | ¿Está nevando en las montañas? | Neige-t-il dans les montagnes ? | هل تتساقط الثلوج في الجبال؟
ask | When does the sun set today? | Wann geht heute die Sonne unter? | ¿A qué hora se pone hoy el sol? | À quelle heure se couche le soleil aujourd'hui ? | متى تغرب الشمس اليوم؟
ask | Do I need an umbrella this afternoon? | Brauche ich heute Nachmittag einen Schirm? | ¿Necesito un paraguas esta tarde? | Ai-je besoin d'un parapluie cet après-midi ? | هل أحتاج إلى مظلة بعد ظهر اليوم؟
ask | How strong is the wind at the lake? | Wie stark ist der Wind am See? | ¿Qué fuerza tiene el viento en el lago? | Quelle est la force du vent au bord du lac ? | ما قوة الرياح عند البحيرة؟
ask | Is a storm coming this evening? | Kommt heute Abend ein Gewitter? | ¿Viene una tormenta esta noche? | Un orage arrive-t-il ce soir ? | هل ستأتي عاصفة هذا المساء؟
ask | What is the forecast for the weekend? | Wie ist die Vorhersage für das Wochenende? | ¿Cuál es el pronóstico para el fin de semana? | Quelles sont les prévisions pour le week-end ? | ما توقعات الطقس لعطلة نهاية الأسبوع؟
ask | Will the fog clear by noon? | Lichtet sich der Nebel bis Mittag? | ¿Se irá la niebla antes del mediodía? | Le brouillard va-t-il se lever avant midi ? | هل سينقشع الضباب قبل الظهر؟
order | Warn me before it rains. | Warne mich, bevor es regnet. | Avísame antes de que llueva. | Préviens-moi avant qu'il pleuve. | نبهني قبل أن تمطر.
order | Tell me the temperature every morning, please. | Sag mir bitte jeden Morgen die Temperatur. | Dime la temperatura cada mañana, por favor. | Dis-moi la température chaque matin, s'il te plaît. | أخبرني بدرجة الحرارة كل صباح من فضلك.
order | Show me the clouds on the map. | Zeig mir die Wolken auf der Karte. | Muéstrame las nubes en el mapa. | Montre-moi les nuages sur la carte. | أرني الغيوم على الخريطة.
cancel | Stop telling me about the wind. | Hör auf, mir vom Wind zu erzählen. | Deja de informarme sobre el viento. | Arrête de me parler du vent. | توقف عن إخباري بالرياح.
cancel | No more storm warnings, please. | Bitte keine Sturmwarnungen mehr. | No más avisos de tormenta, por favor. | Plus d'alertes à la tempête, s'il te plaît. | كفى تحذيرات من العواصف من فضلك.
thank | Thanks, the forecast was right, it stayed dry. | Danke, die Vorhersage stimmte, es blieb trocken. | Gracias, el pronóstico era correcto, no llovió. | Merci, la prévision était juste, il n'a pas plu. | شكرا، كانت التوقعات صحيحة ولم تمطر.
thank | Good that you warned me of the snow, thank you. | Gut, dass du mich vor dem Schnee gewarnt hast, danke. | Qué bien que me avisaste de la nieve, gracias. | C'est bien de m'avoir averti de la neige, merci. | حسنا أنك نبهتني إلى الثلج، شكرا.`,
};

/** All sentences: line by line, and in each line language by language. */
export function sentences(): Sentence[] {
  const all: Sentence[] = [];
  let line = 0;
  for (const [topic, lines] of Object.entries(LINES)) {
    for (const each of lines.trim().split('\n')) {
      const [intent, ...texts] = each.split(' | ');
      texts.forEach((text, k) => {
        all.push({ text, language: LANGUAGES[k], topic, intent, line });
      });
      line++;
    }
  }
  return all;
}
