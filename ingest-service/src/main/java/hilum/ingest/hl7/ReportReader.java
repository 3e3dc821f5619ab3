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
import hilum.ingest.intake.Merge;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a message into submissions: one for each accession whose examination is taken, in its state
 * and with its place among the editions of the report; or into merges of patients. Safe for many
 * threads.
 */
final class ReportReader {
    /** Characters of a report at most. */
    private static final int LONGEST = 50_000;

    /** MDM events that bring or cancel a report: new, addendum, edit, replacement, cancellation. */
    private static final Set<String> DOCUMENTS = Set.of("T02", "T04", "T06", "T08", "T10", "T11");

    private static final Set<String> RESULTS = Set.of("R01", "R03", "R32");
    private static final Set<String> UPDATES = Set.of("A08", "A31");

    /** Two patients are one, or a patient's number was wrong: MRG-1 is now PID-3. */
    private static final Set<String> MERGES = Set.of("A18", "A34", "A36", "A40", "A46", "A47");

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
                yield UPDATES.contains(event) ? Reading.Nothing.PATIENT_UPDATE : merges(message);
            }
            // Half of what a log of both sides holds.
            case "ACK" -> Reading.Nothing.ACKNOWLEDGEMENT;
            default -> throw unsupported(MESSAGE_TYPE, "ORU^R01, MDM^T02, ADT^A08 or ADT^A40");
        };
    }

    private static Rejection unsupported(Rejection.Code code, String what) {
        return Rejection.at(
                "MSH", 9, code, "MSH-9 is no message that is taken: send %s".formatted(what));
    }

    private Reading merges(Hl7Message message) {
        List<Merge> merges =
                PatientNumbers.merges(
                        message, site.of(message.header().first(4)), mergedAt(message));
        return merges.isEmpty() ? Reading.Nothing.SAME_PATIENT : new Reading.Merges(merges);
    }

    /** When it happened, else when it was recorded, else sent. */
    private static Instant mergedAt(Hl7Message message) {
        return message.first("EVN").stream()
                .flatMap(evn -> Stream.of(evn.get(6), evn.get(2)))
                .map(Hl7Time::instant)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> time(message, ""));
    }

    /** A report's text, state and time, as one OBR or several of the same accession bring it. */
    private record Edited(
            ReportText text, ReportState state, Instant time, Optional<LocalDate> day) {
        /** The whole report: not final before all of it is, and of what was cancelled nothing. */
        Edited and(Edited other) {
            if (other.state == ReportState.CANCELLED || state == ReportState.CANCELLED) {
                return other.state == ReportState.CANCELLED ? this : other;
            }
            boolean first = state.compareTo(other.state) <= 0;
            ReportState lower = first ? state : other.state;
            ReportState higher = first ? other.state : state;
            return new Edited(
                    text.and(other.text),
                    lower.compareTo(ReportState.FINAL) < 0 ? lower : higher,
                    time.isAfter(other.time) ? time : other.time,
                    day.or(() -> other.day));
        }
    }

    private Reading results(Hl7Message message) {
        List<Orders> orders = Orders.of(message);
        if (orders.isEmpty()) {
            throw Rejection.at(
                    "OBR", 0, SEQUENCE, "The message has no OBR: send the order with its report");
        }
        Map<String, Edited> reports = new LinkedHashMap<>();
        boolean waits = false;
        boolean anyOther = false;
        Set<String> named = new LinkedHashSet<>();
        for (Orders together : orders) {
            ReportText text = text(together);
            ReportState state = together.state(text);
            Map<String, String> accessions = together.accessions(text);
            Map<String, String> taken = taken(accessions);
            anyOther |= taken.size() < accessions.size();
            if (taken.isEmpty()) {
                continue;
            }
            if (text.isBlank() && state != ReportState.CANCELLED) {
                if (state != ReportState.PRELIMINARY) {
                    throw new Rejection(
                            REQUIRED,
                            together.head().place(0),
                            "The order has no OBX with text: send the report in OBX-5 with OBX-2 of TX, FT or ST");
                }
                waits = true;
                continue;
            }
            Segment obr = together.head();
            Optional<LocalDate> day =
                    firstDay(obr, 7, 8, 36, 6, 22).or(() -> Hl7Time.day(message.header().first(7)));
            Instant time = time(message, obr.get(22));
            Edited edited = new Edited(text, state, time, day);
            taken.keySet().forEach(each -> reports.merge(each, edited, Edited::and));
            named.addAll(accessions.keySet());
        }
        if (!reports.isEmpty()) {
            Named all = NamedFields.of(message, List.copyOf(named));
            List<Submission> submissions = new ArrayList<>();
            reports.forEach(
                    (accession, edited) ->
                            submissions.add(submission(message, accession, edited, all, false)));
            return new Reading.Reports(submissions);
        }
        return waits || !anyOther ? Reading.Nothing.NO_TEXT_YET : Reading.Nothing.OTHER_EXAMINATION;
    }

    private static ReportText text(Orders orders) {
        List<Segment> prose = orders.prose();
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

    private Map<String, String> taken(Map<String, String> accessions) {
        Map<String, String> taken = new LinkedHashMap<>(accessions);
        taken.values().removeIf(each -> !examinations.takes(each));
        return taken;
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
        ReportText text = text(new Orders(List.of(txa), Map.of(), observations));
        String accession = documentAccession(message, txa);
        if (!examinations.takes(documentDescription(message, txa, text))) {
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
                                new Edited(text, state, time, day),
                                named,
                                event.equals("T06"))));
    }

    private static String documentAccession(Hl7Message message, Segment txa) {
        return Stream.of(
                        message.first("OBR").map(obr -> obr.get(3)).orElse(""),
                        message.first("ORC").map(orc -> orc.get(3)).orElse(""),
                        txa.get(15),
                        txa.get(14),
                        message.first("OBR").map(obr -> obr.get(2)).orElse(""))
                .filter(each -> !each.isEmpty())
                .findFirst()
                .map(each -> Orders.checked(each, txa.place(15)))
                .orElseThrow(
                        () ->
                                new Rejection(
                                        REQUIRED,
                                        txa.place(15),
                                        "The document has no filler order number: send the accession in TXA-15"));
    }

    private static String documentDescription(Hl7Message message, Segment txa, ReportText text) {
        String order = message.first("OBR").map(Orders::description).orElse("");
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
            Hl7Message message, String accession, Edited edited, Named named, boolean amends) {
        ReportText text = edited.text();
        ReportState state = edited.state();
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
                patient.flatMap(p -> edited.day().map(d -> pseudonyms.day(at, p, d))),
                Optional.empty(),
                Optional.of(
                        new Edition(
                                state.status(),
                                pseudonyms.order(at, accession, edited.time()) + state.rank())),
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

    private static Optional<String> patient(Hl7Message message) {
        return message.first("PID").flatMap(PatientNumbers::current);
    }
}
