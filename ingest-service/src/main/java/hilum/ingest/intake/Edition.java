package hilum.ingest.intake;

import hilum.schemas.ReportStatus;

/**
 * Which edition of a report a submission is, so that a study is at its newest whatever the order of
 * arrival.
 *
 * @param status what the sender says the text is
 * @param order larger is newer within one accession; no time can be read from it without the key
 */
public record Edition(ReportStatus status, long order) {}
