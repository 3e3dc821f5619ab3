package hilum.encoders.training;

import java.util.List;
import java.util.Optional;

/**
 * The texts of one study that take part in training.
 *
 * @param id the study, by which it is drawn and sorted
 * @param findings empty where the report has none
 * @param impression empty where the report has none
 * @param report the whole report
 * @param rewrites texts that say the same as the report
 * @param mistakes impressions with one error
 */
public record StudyTexts(
        String id,
        Optional<String> findings,
        Optional<String> impression,
        String report,
        List<String> rewrites,
        List<Mistake> mistakes) {
    public StudyTexts {
        rewrites = List.copyOf(rewrites);
        mistakes = List.copyOf(mistakes);
        findings = findings.filter(text -> !text.isBlank());
        impression = impression.filter(text -> !text.isBlank());
    }

    /**
     * An impression with one error.
     *
     * @param impression the erroneous impression
     * @param mirroredFindings findings under which it would be right; empty where there are none
     */
    public record Mistake(String impression, Optional<String> mirroredFindings) {
        public Mistake {
            mirroredFindings = mirroredFindings.filter(text -> !text.isBlank());
        }
    }
}
