/**
 * The door for erasures: takes a request, hands it to the broker, tells which stages have answered,
 * and clears what the doors of this instance keep. What else a request sets going is in the package
 * of the pairing and in the other services.
 */
package hilum.ingest.erasure;
