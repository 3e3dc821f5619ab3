package hilum.acceptance;

import hilum.cli.send.MllpSender;
import hilum.synthetic.RadiologySystem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reports of a hospital that names its people, who do not exist, in the fields and in the prose: a
 * final, a preliminary, an addendum, and one that can't be taken since it has no order.
 */
final class NamedReports {
    /** A word of each text, by which it is known to have come through. */
    static final List<String> MARKS = List.of("brooch", "thimble", "pebble");

    static final String SITE = "lakeside";

    private static final String FINAL = "SPW2600417";
    private static final String PRELIMINARY = "SPW2600523";

    private final RadiologySystem ris = new RadiologySystem(Instant.parse("2019-03-14T15:00:00Z"));
    private final Identifiers identifiers = new Identifiers();

    /** Sends them and gives the acknowledgement codes. */
    List<String> send(MllpSender sender) throws InterruptedException {
        List<byte[]> messages = new ArrayList<>();
        messages.add(
                ris.report(SITE, FINAL, prose(FINAL, MARKS.get(0)), RadiologySystem.State.FINAL));
        messages.add(
                ris.report(
                        SITE,
                        PRELIMINARY,
                        prose(PRELIMINARY, MARKS.get(1)),
                        RadiologySystem.State.PRELIMINARY));
        messages.add(ris.addendum(SITE, FINAL, later(FINAL, MARKS.get(2))));
        messages.add(withoutOrder(messages.getFirst()));
        List<String> codes = new ArrayList<>();
        for (byte[] message : messages) {
            identifiers.add(message);
            codes.add(sender.deliver(message).code());
        }
        return codes;
    }

    /** What the messages name. */
    Identifiers identifiers() {
        return identifiers;
    }

    private List<String> prose(String accession, String mark) {
        People people = people(accession);
        return RadiologySystem.wrapped(
                """
                CLINICAL HISTORY:
                %s, MRN %s, born %s, of %s, telephone %s, has a cough.

                FINDINGS:
                A %s projects over the sternum of Ms. %s. The lungs are clear on 03/14/2019.

                IMPRESSION:
                No acute disease. Discussed with Dr. %s at 3:45 PM on Mar 14 2019, order %s, accession %s.
                """
                        .formatted(
                                people.patient(),
                                people.number(),
                                people.birth(),
                                people.street(),
                                people.telephone(),
                                mark,
                                people.family(),
                                people.doctor(),
                                people.order(),
                                accession));
    }

    private List<String> later(String accession, String mark) {
        People people = people(accession);
        return RadiologySystem.wrapped(
                "There is a %s as well. Dr. %s was told on 03/15/2019 by %s's sister."
                        .formatted(mark, people.doctor(), people.patient()));
    }

    /** Who they are, as a first message of the accession has them in its fields. */
    private People people(String accession) {
        byte[] draft = ris.report(SITE, accession, List.of(), RadiologySystem.State.FINAL);
        Map<String, String[]> segments = new HashMap<>();
        for (String segment : new String(draft, StandardCharsets.UTF_8).split("\r")) {
            String[] fields = segment.split("\\|", -1);
            segments.putIfAbsent(fields[0], fields);
        }
        String[] patient = segments.get("PID");
        String family = capital(Identifiers.component(patient[5], 1));
        String birth = patient[7];
        String doctor = segments.get("PV1")[7];
        return new People(
                capital(Identifiers.component(patient[5], 2)) + " " + family,
                family,
                Identifiers.component(patient[3], 1),
                "%s/%s/%s"
                        .formatted(
                                birth.substring(4, 6),
                                birth.substring(6, 8),
                                birth.substring(0, 4)),
                Identifiers.component(patient[11], 1),
                patient[13],
                capital(Identifiers.component(doctor, 3))
                        + " "
                        + capital(Identifiers.component(doctor, 2)),
                segments.get("OBR")[2]);
    }

    private record People(
            String patient,
            String family,
            String number,
            String birth,
            String street,
            String telephone,
            String doctor,
            String order) {}

    private static String capital(String name) {
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static byte[] withoutOrder(byte[] message) {
        return new String(message, StandardCharsets.UTF_8)
                .replaceAll("OBR\\|[^\r]*\r", "")
                .getBytes(StandardCharsets.UTF_8);
    }
}
