/**
 * The door for erasures: takes a request, hands it to the broker, and tells which stages have
 * answered. What the request sets going is in the package of the pairing and in the other services.
 */
package hilum.ingest.erasure;
