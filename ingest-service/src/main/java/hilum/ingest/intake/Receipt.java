package hilum.ingest.intake;

import java.util.List;

/**
 * What the sender gets once its study is acknowledged.
 *
 * @param studyId id under which everything downstream knows the study
 * @param accession pseudonym of the accession: the study id
 * @param images SHA-256 of the stored images, in the order sent
 */
public record Receipt(String studyId, String accession, List<String> images) {
    public Receipt {
        images = List.copyOf(images);
    }
}
