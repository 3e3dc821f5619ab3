package hilum.acceptance;

import hilum.synthetic.RadiologySystem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reports without end, each of an accession and under a control id of its own; every hundredth has
 * no order and can't be taken. Safe for many threads.
 */
final class NumberedReports {
    static final String SITE = "riverside";
    private static final int CANT_BE_TAKEN = 100;

    private final RadiologySystem ris = new RadiologySystem(Instant.parse("2019-03-14T15:00:00Z"));
    private final List<String> accessions = new ArrayList<>();
    private int made;
    private int withoutOrder;

    /** The next report, as it goes out. */
    synchronized RunningFeed.Message next() {
        made++;
        String accession = "DRILL%06d".formatted(made);
        List<String> lines =
                RadiologySystem.wrapped(
                        """
                        FINDINGS:
                        Heart size is normal. There is a nodule of %d mm in the left upper lobe.

                        IMPRESSION:
                        Solitary nodule, follow-up is advised.
                        """
                                .formatted(3 + made % 25));
        byte[] report = ris.report(SITE, accession, lines, RadiologySystem.State.FINAL);
        String text = new String(report, StandardCharsets.UTF_8);
        String controlId = text.split("\\|", 11)[9];
        if (made % CANT_BE_TAKEN == 0) {
            withoutOrder++;
            String cut = text.replaceAll("OBR\\|[^\r]*\r", "");
            return new RunningFeed.Message(controlId, cut.getBytes(StandardCharsets.UTF_8), "AR");
        }
        accessions.add(accession);
        return new RunningFeed.Message(controlId, report, "AA");
    }

    /** Accessions of those that can be taken. */
    synchronized List<String> accessions() {
        return List.copyOf(accessions);
    }

    /** How many can't be taken. */
    synchronized int withoutOrder() {
        return withoutOrder;
    }

    synchronized int made() {
        return made;
    }
}
