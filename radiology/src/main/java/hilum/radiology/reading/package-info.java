/**
 * What a report asserts: the lexicon, the words around a finding, and the reader that puts them
 * together.
 */
package hilum.radiology.reading;
