package hilum.ingest.dicom;

import hilum.ingest.intake.Receipt;
import hilum.ingest.view.FrontalView;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of an instance.
 *
 * @param kind in which way
 * @param reason one or two words that it counts under; empty for what was taken
 * @param receipt of what was taken
 * @param view how sure it is that an image is frontal; empty where it did not come to that
 */
record Outcome(Kind kind, String reason, Optional<Receipt> receipt, Optional<FrontalView> view) {
    /** The ways it can go. */
    enum Kind {
        /** The broker has it. */
        TAKEN,
        /** It is nothing that Hilum is for: another modality, another part, another view. */
        PASSED_OVER,
        /** It should have been taken and can't be: there is a dead letter. */
        REFUSED,
        /** It may show a name, and waits for somebody to look. */
        HELD,
        /** It can't be judged yet. */
        LATER;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static Outcome taken(Receipt receipt) {
        return new Outcome(Kind.TAKEN, "", Optional.of(receipt), Optional.empty());
    }

    static Outcome of(Kind kind, String reason) {
        return new Outcome(kind, reason, Optional.empty(), Optional.empty());
    }

    /** The same of an image whose view was judged. */
    Outcome of(FrontalView judged) {
        return new Outcome(kind, reason, receipt, Optional.of(judged));
    }
}
