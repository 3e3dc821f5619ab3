/**
 * The way back from pseudonyms to identifiers, for sites that ask for one: an encrypted table under
 * a key of its own, apart from everything that Hilum publishes and stores.
 */
package hilum.ingest.reidentification;
