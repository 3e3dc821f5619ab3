/**
 * What a report says, as finely as two wordings of it have to be told apart: claims, and how they
 * differ. The words of a text become atoms by {@code vocabulary}, their clauses claims by {@code
 * reader}; {@code comparison} lays the claims of two texts together, and where they differ asks
 * {@code ledger} whether the texts balance as wholes.
 */
package hilum.radiology.claims;
