package hilum.synthetic;

import java.util.Optional;

/**
 * One study of the synthetic hospital. A section that the site's style leaves out is absent; at
 * least one of findings and impression is there.
 *
 * @param id accession, unique within the hospital
 * @param site always starts with "synthetic-"
 * @param patient the same for all studies of one patient
 * @param dayOffset days since the hospital opened
 * @param addendum a later text that amends the report: sections under headers replace, plain text
 *     adds to the impression
 * @param image frontal radiograph
 * @param truth what report and image were made from
 */
public record SyntheticStudy(
        String id,
        String site,
        SiteStyle style,
        String patient,
        int dayOffset,
        Optional<String> indication,
        Optional<String> comparison,
        Optional<String> technique,
        Optional<String> findings,
        Optional<String> impression,
        Optional<String> addendum,
        Optional<Radiograph> image,
        Truth truth) {

    public SyntheticStudy {
        if (findings.isEmpty() && impression.isEmpty()) {
            throw new IllegalArgumentException(
                    "Synthetic study %s has neither findings nor impression: give it one of them"
                            .formatted(id));
        }
    }
}
