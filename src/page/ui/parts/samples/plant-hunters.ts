/** Written for this product; what it says is common knowledge. In plain sentences, so that a reader without a model finds what they relate. */
export const plantHunters = {
  name: "plant-hunters.md",
  text: `# How the plants came to the glasshouse

Every pot in a glasshouse has a journey behind it. This is a short history of the people who drew plants, named them, stole them
and shipped them, and of the ships, books and gardens on the way.

## Names and pictures

Maria Sibylla Merian, a painter, was born in Frankfurt in 1647. She kept silkworms as a girl. Merian sailed to Suriname in 1699 with
her daughter. There she drew caterpillars on the plants that fed them. Merian published the Metamorphosis in 1705. The Metamorphosis,
a book, describes Suriname.

Carl Linnaeus, a botanist, was born in Råshult in 1707. Linnaeus taught at Uppsala for most of his life. Linnaeus published
Species Plantarum in 1753. Species Plantarum, a book, gave every plant two names. Linnaeus taught Daniel Solander, Carl Peter Thunberg
and Pehr Kalm. He called such pupils his apostles. Pehr Kalm, a botanist, travelled to Pennsylvania in 1748. Carl Peter Thunberg, a
botanist, travelled to Japan in 1775. Linnaeus quoted Merian.

Philibert Commerson, a naturalist, wrote to Linnaeus. Commerson sailed on the Étoile in 1766. The Étoile, a ship, belonged to the
expedition of Bougainville. Jeanne Baret, a botanist, sailed on the Étoile in 1766. Jeanne Baret worked with Commerson and was
dressed as a man. She was the first woman to go around the world. Commerson named the Bougainvillea after Bougainville.
The Bougainvillea, a plant, grows in Brazil.

## The ships

Joseph Banks, a naturalist, was born in London in 1743. Banks sailed on the Endeavour in 1768. The Endeavour, a ship, sailed under James
Cook. James Cook, a captain, landed at Botany Bay in 1770. Daniel Solander, a botanist, sailed on the Endeavour in 1768. Solander worked
for Banks. Sydney Parkinson, a painter, sailed on the Endeavour in 1768. Parkinson drew for Banks. He died at sea on
the way home. Banks advised
Kew for forty years. Kew, a garden, lies in London.

Banks sent Francis Masson to the Cape in 1772. Francis Masson, a gardener, came from Kew. Banks sent the Bounty to Tahiti in 1787. The
Bounty, a ship, sailed under William Bligh. William Bligh, a captain, had sailed with James Cook. The Bounty carried Breadfruit from
Tahiti. Breadfruit, a plant, was meant for Jamaica.

Banks sent the Investigator to Australia in 1801. The Investigator, a ship, sailed under Matthew Flinders. Robert Brown, a botanist, sailed
on the Investigator in 1801. Ferdinand Bauer, a painter, sailed on the Investigator in 1801. Ferdinand Bauer drew for Robert Brown.
Robert Brown worked for Banks.

## Mountains and islands

Alexander von Humboldt, a naturalist, was born in Berlin in 1769. Humboldt travelled with Aimé Bonpland. Aimé Bonpland, a
botanist, collected in Venezuela. Humboldt climbed Chimborazo in 1802. Chimborazo, a mountain, stands in Ecuador. Humboldt wrote the
Kosmos in 1845. The Kosmos, a book, was read everywhere. Humboldt wrote to Banks.

Charles Darwin, a naturalist, was born in Shrewsbury in 1809. Darwin studied with John Stevens Henslow. John Stevens Henslow, a botanist,
taught at Cambridge. Darwin admired Humboldt. Darwin sailed on the Beagle in 1831. The Beagle, a ship, sailed under Robert FitzRoy.
Darwin visited Galápagos in 1835. Darwin published the Origin in 1859. The Origin, a book, quotes Joseph Dalton Hooker. Darwin wrote to
Asa Gray. Asa Gray, a botanist, taught at Harvard. Darwin grew the Sundew in his greenhouse. The Sundew, a plant, eats insects.

Alfred Russel Wallace, a naturalist, was born in Usk in 1823. Wallace sailed to Brazil in 1848. Wallace travelled with Henry Walter Bates.
Henry Walter Bates, a naturalist, stayed in Brazil for eleven years. Wallace wrote to Darwin in 1858. Wallace wrote the Malay Archipelago
in 1869. The Malay Archipelago, a book, was dedicated to Darwin. Wallace admired Humboldt.

Gregor Mendel, a monk, lived in Brno. Mendel counted the Pea in 1856. The Pea, a plant, has two kinds of seed. Mendel wrote to Carl
Nägeli. Carl Nägeli, a botanist, taught at Munich. Hugo de Vries, a botanist, found Mendel again in 1900.

## Glass

Nathaniel Ward, a physician, lived in London. Ward invented the Wardian Case in 1829. The Wardian Case, a box, kept plants alive at sea.
William Hooker, a botanist, directed Kew from 1841. William Hooker used the Wardian Case. William Hooker raised Joseph
Dalton Hooker. Joseph Dalton Hooker, a botanist, was born in Halesworth in 1817. Joseph Dalton Hooker sailed on the Erebus in 1839. The
Erebus, a ship, sailed under James Clark Ross. Joseph Dalton Hooker travelled to Sikkim in 1848. Joseph Dalton Hooker directed Kew from
1865. Joseph Dalton Hooker advised Darwin for forty years.

Decimus Burton, an architect, built the Palm House in 1848. The Palm House, a glasshouse, stands in Kew. Joseph Paxton, a gardener, worked
at Chatsworth. Paxton grew the Victoria Lily in 1849. The Victoria Lily, a plant, came from Guyana. Paxton built the Crystal Palace in
1851. The Crystal Palace, a glasshouse, stood in London. The Victoria Lily inspired the Crystal Palace.

Robert Fortune, a gardener, travelled to China in 1848. Fortune carried Tea to India in 1851. Fortune used the Wardian Case. Tea, a plant,
came from China. Clements Markham, a geographer, sent Richard Spruce to Ecuador in 1859. Richard Spruce, a botanist, collected Cinchona in
1860. Cinchona, a tree, gives Quinine. Clements Markham carried Cinchona to India in 1861. Henry Wickham, a planter, carried Rubber from
Brazil in 1876. Rubber, a tree, was sown at Kew in 1876.

Marianne North, a painter, was born in Hastings in 1830. Marianne North travelled to Brazil in 1872. Marianne North wrote to Darwin.
Darwin advised Marianne North. Marianne North travelled to Australia in 1880. Marianne North gave the North Gallery to Kew in 1882. The North Gallery, a gallery,
stands in Kew.
`,
} as const;
