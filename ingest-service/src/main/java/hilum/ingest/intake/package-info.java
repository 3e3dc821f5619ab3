/**
 * One submission from its JSON to acknowledged events: checked, limited, its identifiers replaced
 * by keyed hashes, its images decoded and stored by content.
 */
package hilum.ingest.intake;
