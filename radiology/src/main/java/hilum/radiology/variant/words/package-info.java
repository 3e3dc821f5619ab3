/**
 * The English that rules write in: articles, number and stops, and the resource files of synonyms,
 * short forms, false statements and words to exchange.
 */
package hilum.radiology.variant.words;
