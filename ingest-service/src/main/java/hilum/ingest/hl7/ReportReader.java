package hilum.ingest.hl7;

import static hilum.ingest.hl7.message.Rejection.Code.EVENT;
import static hilum.ingest.hl7.message.Rejection.Code.MESSAGE_TYPE;
import static hilum.ingest.hl7.message.Rejection.Code.REQUIRED;
import static hilum.ingest.hl7.message.Rejection.Code.SEQUENCE;
import static hilum.ingest.hl7.message.Rejection.Code.TYPE;

import hilum.ingest.hl7.message.Hl7Message;
import hilum.ingest.hl7.message.Hl7Time;
import hilum.ingest.hl7.message.Rejection;
import hilum.ingest.hl7.message.Segment;
import hilum.ingest.intake.Edition;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.intake.Submission;
import hilum.ingest.privacy.Named;
import hilum.radiology.Report;
import hilum.radiology.SectionParser;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a message into submissions: one for each accession of a chest radiograph, in its state and
 * with its place among the editions of the report. Safe for many threads.
 */
final class ReportReader {
    /** Characters of a report at most. */
    private static final int LONGEST = 50_000;

    private static final int LONGEST_ACCESSION = 128;

    /** MDM events that bring or cancel a report: new, addendum, edit, replacement, cancellation. */
    private static final Set<String> DOCUMENTS = Set.of("T02", "T04", "T06", "T08", "T10", "T11");

    private static final Set<String> RESULTS = Set.of("R01", "R03", "R32");
    private static final Set<String> UPDATES = Set.of("A08", "A31");
    private static final Set<String> MERGES = Set.of("A18", "A34", "A36", "A40");

    /** What stands in for a missing filler order number has to look like an accession. */
    private static final int FEWEST_DIGITS = 4;

    private static final Set<String> RECORD_NUMBERS = Set.of("MR", "MRN", "PI", "PT");

    private final Site site;
    private final Pseudonyms pseudonyms;
    private final Examinations examinations;

    ReportReader(Site site, Pseudonyms pseudonyms, Examinations examinations) {
        this.site = site;
        this.pseudonyms = pseudonyms;
        this.examinations = examinations;
    }

    /**
     * Reads a message.
     *
     * @throws Rejection if it can never be taken
     */
    Reading read(Hl7Message message) {
        String code = message.header().component(9, 1).strip();
        String event = message.header().component(9, 2).strip();
        return switch (code) {
            case "ORU" -> {
                // Some senders leave the event out: an ORU is a result all the same.
                if (!event.isEmpty() && !RESULTS.contains(event)) {
                    throw unsupported(EVENT, "ORU^R01");
                }
                yield results(message);
            }
            case "MDM" -> {
                if (!DOCUMENTS.contains(event)) {
                    throw unsupported(EVENT, "MDM^T02");
                }
                yield document(message, event);
            }
            case "ADT" -> {
                if (!UPDATES.contains(event) && !MERGES.contains(event)) {
                    throw unsupported(EVENT, "ADT^A08 or ADT^A40");
                }
                if (message.first("PID").isEmpty()) {
                    throw Rejection.at(
                            "PID", 0, SEQUENCE, "The message has no PID: send the patient");
                }
                yield UPDATES.contains(event)
                        ? Reading.Nothing.PATIENT_UPDATE
                        : Reading.Nothing.PATIENT_MERGE;
            }
            default -> throw unsupported(MESSAGE_TYPE, "ORU^R01, MDM^T02, ADT^A08 or ADT^A40");
        };
    }

    private static Rejection unsupported(Rejection.Code code, String what) {
        return Rejection.at(
                "MSH", 9, code, "MSH-9 is no message that is taken: send %s".formatted(what));
    }

    /**
     * One order with what was observed.
     *
     * @param head OBR, or TXA of a document without one
     */
    private record Order(Segment head, List<Segment> observations) {}

    private Reading results(Hl7Message message) {
        List<Order> orders = orders(message);
        if (orders.isEmpty()) {
            throw Rejection.at(
                    "OBR", 0, SEQUENCE, "The message has no OBR: send the order with its report");
        }
        List<Submission> submissions = new ArrayList<>();
        boolean waits = false;
        boolean anyOther = false;
        for (List<Order> together : together(orders)) {
            ReportText text = text(together);
            ReportState state = state(together, text);
            Map<String, String> accessions = accessions(together, text);
            Map<String, String> chest = chestRadiographs(accessions);
            anyOther |= chest.size() < accessions.size();
            if (chest.isEmpty()) {
                continue;
            }
            if (text.isBlank() && state != ReportState.CANCELLED) {
                if (state != ReportState.PRELIMINARY) {
                    throw new Rejection(
                            REQUIRED,
                            together.getFirst().head().place(0),
                            "The order has no OBX with text: send the report in OBX-5 with OBX-2 of TX, FT or ST");
                }
                waits = true;
                continue;
            }
            Named named = NamedFields.of(message, List.copyOf(accessions.keySet()));
            Segment obr = together.getFirst().head();
            Optional<LocalDate> day =
                    firstDay(obr, 7, 8, 36, 6, 22).or(() -> Hl7Time.day(message.header().first(7)));
            Instant time = time(message, obr.get(22));
            for (String accession : chest.keySet()) {
                submissions.add(
                        submission(message, accession, text, state, time, day, named, false));
            }
        }
        if (!submissions.isEmpty()) {
            return new Reading.Reports(submissions);
        }
        return waits || !anyOther ? Reading.Nothing.NO_TEXT_YET : Reading.Nothing.OTHER_EXAMINATION;
    }

    private static List<Order> orders(Hl7Message message) {
        List<Order> orders = new ArrayList<>();
        for (Segment segment : message.segments()) {
            if (segment.name().equals("OBR")) {
                orders.add(new Order(segment, new ArrayList<>()));
            } else if (segment.name().equals("OBX") && !orders.isEmpty()) {
                orders.getLast().observations().add(segment);
            }
        }
        return orders;
    }

    /**
     * Orders without a text of their own share that of the next one, or of the last that has one.
     */
    private static List<List<Order>> together(List<Order> orders) {
        List<List<Order>> groups = new ArrayList<>();
        List<Order> open = new ArrayList<>();
        for (Order order : orders) {
            open.add(order);
            if (hasText(order)) {
                groups.add(open);
                open = new ArrayList<>();
            }
        }
        if (!open.isEmpty()) {
            if (groups.isEmpty()) {
                groups.add(open);
            } else {
                groups.getLast().addAll(open);
            }
        }
        return groups;
    }

    private static boolean hasText(Order order) {
        return order.observations().stream()
                .anyMatch(each -> ReportText.holdsProse(each) && !each.prose(5).isBlank());
    }

    private static ReportText text(List<Order> orders) {
        List<Segment> prose =
                orders.stream()
                        .flatMap(order -> order.observations().stream())
                        .filter(ReportText::holdsProse)
                        .filter(each -> !each.get(11).equalsIgnoreCase("D"))
                        .toList();
        ReportText text = ReportText.of(prose);
        if (text.text().length() + text.addendum().length() > LONGEST) {
            throw new Rejection(
                    TYPE,
                    prose.getFirst().place(5),
                    "The report has more than %d characters: check that it is one report"
                            .formatted(LONGEST));
        }
        return text;
    }

    /** By OBR-25; a correction or cancellation that only OBX-11 or a banner tells counts too. */
    private static ReportState state(List<Order> orders, ReportText text) {
        Optional<ReportState> order =
                orders.stream()
                        .map(each -> ReportState.ofResultStatus(each.head().get(25)))
                        .flatMap(Optional::stream)
                        .findFirst();
        List<ReportState> observed =
                orders.stream()
                        .flatMap(each -> each.observations().stream())
                        .filter(ReportText::holdsProse)
                        .map(each -> ReportState.ofObservationStatus(each.get(11)))
                        .flatMap(Optional::stream)
                        .toList();
        boolean withdrawn =
                !observed.isEmpty()
                        && observed.stream().allMatch(each -> each == ReportState.CANCELLED);
        if (withdrawn) {
            return ReportState.CANCELLED;
        }
        Optional<ReportState> lines =
                observed.contains(ReportState.CORRECTED)
                        ? Optional.of(ReportState.CORRECTED)
                        : observed.stream().findFirst();
        ReportState told = order.or(() -> lines).or(text::banner).orElse(ReportState.UNKNOWN);
        if (told == ReportState.FINAL) {
            return Stream.of(lines, text.banner())
                    .flatMap(Optional::stream)
                    .filter(each -> each == ReportState.CORRECTED || each == ReportState.CANCELLED)
                    .findFirst()
                    .orElse(told);
        }
        return told;
    }

    /**
     * Accessions with what is said of their examinations: of the orders, then of a list in the
     * text.
     */
    private static Map<String, String> accessions(List<Order> orders, ReportText text) {
        Map<String, String> accessions = new LinkedHashMap<>();
        for (Order order : orders) {
            accessions.put(accession(order.head()), description(order.head()));
        }
        text.examinations().forEach(each -> accessions.putIfAbsent(each.accession(), each.text()));
        return accessions;
    }

    private static String accession(Segment obr) {
        String accession =
                Stream.of(
                                Optional.of(obr.get(3)).filter(each -> !each.isEmpty()),
                                like(obr.get(20)),
                                like(obr.get(18)),
                                Optional.of(obr.get(2)).filter(each -> !each.isEmpty()))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new Rejection(
                                                REQUIRED,
                                                obr.place(3),
                                                "The order has no filler order number: send the accession in OBR-3"));
        return checked(accession, obr.place(3));
    }

    private static Optional<String> like(String value) {
        return Optional.of(value)
                .filter(each -> each.chars().filter(Character::isDigit).count() >= FEWEST_DIGITS);
    }

    private static String checked(String accession, Rejection.Place place) {
        if (accession.length() > LONGEST_ACCESSION) {
            throw new Rejection(
                    TYPE,
                    place,
                    "The accession has more than %d characters: check the field"
                            .formatted(LONGEST_ACCESSION));
        }
        return accession;
    }

    private static String description(Segment obr) {
        return Stream.of(
                        obr.get(4, 1),
                        obr.get(4, 2),
                        obr.get(4, 4),
                        obr.get(4, 5),
                        obr.get(44, 2),
                        obr.get(24))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private Map<String, String> chestRadiographs(Map<String, String> accessions) {
        Map<String, String> chest = new LinkedHashMap<>(accessions);
        chest.values().removeIf(each -> !examinations.isChestRadiograph(each));
        return chest;
    }

    private Reading document(Hl7Message message, String event) {
        Segment txa =
                message.first("TXA")
                        .orElseThrow(
                                () ->
                                        Rejection.at(
                                                "TXA",
                                                0,
                                                SEQUENCE,
                                                "The message has no TXA: send the document's header"));
        List<Segment> observations =
                message.segments().stream().filter(each -> each.name().equals("OBX")).toList();
        ReportText text = text(List.of(new Order(txa, observations)));
        String accession = documentAccession(message, txa);
        if (!examinations.isChestRadiograph(documentDescription(message, txa, text))) {
            return Reading.Nothing.OTHER_EXAMINATION;
        }
        ReportState state =
                event.equals("T11")
                        ? ReportState.CANCELLED
                        : ReportState.ofDocument(txa.get(17), txa.get(19))
                                .or(text::banner)
                                .orElse(ReportState.UNKNOWN);
        if (state == ReportState.FINAL && Set.of("T08", "T10").contains(event)) {
            state = ReportState.CORRECTED;
        }
        if (text.isBlank() && state != ReportState.CANCELLED) {
            throw Rejection.at(
                    "OBX",
                    5,
                    REQUIRED,
                    "The document has no OBX with text: send the report in OBX-5 with OBX-2 of TX, FT or ST");
        }
        Optional<LocalDate> day =
                message.first("OBR")
                        .flatMap(obr -> firstDay(obr, 7, 8, 36))
                        .or(() -> firstDay(txa, 4, 6))
                        .or(() -> Hl7Time.day(message.header().first(7)));
        Instant time =
                time(
                        message,
                        Stream.of(txa.get(8), txa.get(7), txa.get(6))
                                .filter(each -> !each.isEmpty())
                                .findFirst()
                                .orElse(""));
        Named named = NamedFields.of(message, List.of(accession));
        return new Reading.Reports(
                List.of(
                        submission(
                                message,
                                accession,
                                text,
                                state,
                                time,
                                day,
                                named,
                                event.equals("T06"))));
    }

    private static String documentAccession(Hl7Message message, Segment txa) {
        return Stream.of(
                        message.first("OBR").map(obr -> obr.get(3)).orElse(""),
                        txa.get(15),
                        txa.get(14),
                        message.first("OBR").map(obr -> obr.get(2)).orElse(""))
                .filter(each -> !each.isEmpty())
                .findFirst()
                .map(each -> checked(each, txa.place(15)))
                .orElseThrow(
                        () ->
                                new Rejection(
                                        REQUIRED,
                                        txa.place(15),
                                        "The document has no filler order number: send the accession in TXA-15"));
    }

    private static String documentDescription(Hl7Message message, Segment txa, ReportText text) {
        String order = message.first("OBR").map(ReportReader::description).orElse("");
        return order.isEmpty()
                ? String.join(
                        " ",
                        txa.get(2, 1),
                        txa.get(2, 2),
                        txa.get(16),
                        SectionParser.parse(text.text()).technique())
                : order;
    }

    private Submission submission(
            Hl7Message message,
            String accession,
            ReportText text,
            ReportState state,
            Instant time,
            Optional<LocalDate> day,
            Named named,
            boolean amends) {
        String at = site.of(message.header().first(4));
        Optional<String> patient = patient(message);
        boolean cancelled = state == ReportState.CANCELLED;
        String report = amends ? "" : text.text();
        String addendum = (amends ? text.text() + "\n" : "") + text.addendum();
        return new Submission(
                accession,
                at,
                patient,
                cancelled
                        ? Optional.of(Report.of("", ""))
                        : Optional.of(report)
                                .filter(each -> !each.isBlank())
                                .map(SectionParser::parse),
                Optional.of(addendum.strip()).filter(each -> !cancelled && !each.isEmpty()),
                patient.flatMap(p -> day.map(d -> pseudonyms.day(at, p, d))),
                Optional.empty(),
                Optional.of(
                        new Edition(
                                state.status(),
                                pseudonyms.order(at, accession, time) + state.rank())),
                named);
    }

    /** When this edition came to be: by the order, else by the message, else now. */
    private static Instant time(Hl7Message message, String field) {
        return Hl7Time.instant(field)
                .or(() -> Hl7Time.instant(message.header().first(7)))
                .orElseGet(() -> Instant.ofEpochSecond(Instant.now().getEpochSecond()));
    }

    private static Optional<LocalDate> firstDay(Segment segment, int... fields) {
        return Arrays.stream(fields)
                .mapToObj(segment::get)
                .map(Hl7Time::day)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The medical record number of PID-3, else its first identifier, else PID-2. */
    private static Optional<String> patient(Hl7Message message) {
        return message.first("PID")
                .flatMap(
                        pid -> {
                            List<Integer> all =
                                    Stream.iterate(0, i -> i + 1)
                                            .limit(pid.repetitions(3))
                                            .filter(i -> !pid.get(3, i, 1, 1).isEmpty())
                                            .toList();
                            return all.stream()
                                    .filter(i -> RECORD_NUMBERS.contains(pid.get(3, i, 5, 1)))
                                    .findFirst()
                                    .or(() -> all.stream().findFirst())
                                    .map(i -> pid.get(3, i, 1, 1))
                                    .or(
                                            () ->
                                                    Optional.of(pid.get(2))
                                                            .filter(each -> !each.isEmpty()));
                        });
    }
}
