/**
 * Two texts as wholes: what each says, entered by type, has to balance, and the entries have to
 * stand for the same things.
 */
package hilum.radiology.claims.ledger;
