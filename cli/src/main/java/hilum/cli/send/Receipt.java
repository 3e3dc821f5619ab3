package hilum.cli.send;

import java.util.List;

/** What became of one submission at the intake's door. */
public sealed interface Receipt {
    /** What was sent. */
    Submission submission();

    /**
     * Acknowledged: it will not be lost.
     *
     * @param studyId id under which everything downstream knows the study
     * @param images SHA-256 of the images as they are kept
     */
    record Accepted(Submission submission, String studyId, List<String> images) implements Receipt {
        public Accepted {
            images = List.copyOf(images);
        }
    }

    /**
     * Refused, and sending it again would not help.
     *
     * @param reason the intake's own words
     */
    record Refused(Submission submission, String reason) implements Receipt {}
}
