/**
 * What a radiograph shows, as far as header and picture tell: which part of the body, from which
 * side, and whether a name may be written into it. Judgements only; nothing here takes or refuses.
 */
package hilum.ingest.view;
