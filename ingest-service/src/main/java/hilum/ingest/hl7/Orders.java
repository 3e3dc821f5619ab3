package hilum.ingest.hl7;

import static hilum.ingest.hl7.message.Rejection.Code.REQUIRED;
import static hilum.ingest.hl7.message.Rejection.Code.TYPE;

import hilum.ingest.hl7.message.Hl7Message;
import hilum.ingest.hl7.message.Rejection;
import hilum.ingest.hl7.message.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Orders of a message that one report answers: their OBR, and the observations below them.
 *
 * @param heads OBR, or TXA of a document; at least one
 * @param common ORC of those heads that have one
 * @param observations OBX in their order
 */
record Orders(List<Segment> heads, Map<Segment, Segment> common, List<Segment> observations) {
    private static final int LONGEST_ACCESSION = 128;

    /** What stands in for a missing filler order number has to look like an accession. */
    private static final int FEWEST_DIGITS = 4;

    Orders {
        heads = List.copyOf(heads);
        common = Map.copyOf(common);
        observations = List.copyOf(observations);
    }

    /**
     * The orders of a message. Those without a text of their own share that of the next one, or of
     * the last that has one.
     */
    static List<Orders> of(Hl7Message message) {
        List<Orders> all = new ArrayList<>();
        Map<Segment, Segment> common = common(message);
        List<Segment> heads = new ArrayList<>();
        List<Segment> below = new ArrayList<>();
        for (Segment segment : message.segments()) {
            if (segment.name().equals("OBR")) {
                if (below.stream().anyMatch(Orders::saysSomething)) {
                    all.add(new Orders(heads, common, below));
                    heads.clear();
                    below.clear();
                }
                heads.add(segment);
            } else if (segment.name().equals("OBX") && !heads.isEmpty()) {
                below.add(segment);
            }
        }
        if (heads.isEmpty()) {
            return all;
        }
        if (all.isEmpty() || below.stream().anyMatch(Orders::saysSomething)) {
            all.add(new Orders(heads, common, below));
        } else {
            Orders last = all.removeLast();
            all.add(
                    new Orders(
                            Stream.concat(last.heads.stream(), heads.stream()).toList(),
                            common,
                            Stream.concat(last.observations.stream(), below.stream()).toList()));
        }
        return all;
    }

    /** The ORC before each OBR; in old messages one stands for all that follow. */
    private static Map<Segment, Segment> common(Hl7Message message) {
        Map<Segment, Segment> common = new HashMap<>();
        Optional<Segment> open = Optional.empty();
        for (Segment segment : message.segments()) {
            if (segment.name().equals("ORC")) {
                open = Optional.of(segment);
            } else if (segment.name().equals("OBR")) {
                open.ifPresent(orc -> common.put(segment, orc));
                open = Optional.empty();
            }
        }
        return common;
    }

    private static boolean saysSomething(Segment observation) {
        return ReportText.holdsProse(observation) && !observation.prose(5).isBlank();
    }

    Segment head() {
        return heads.getFirst();
    }

    /** Observations that hold prose and were not deleted. */
    List<Segment> prose() {
        return observations.stream()
                .filter(ReportText::holdsProse)
                .filter(each -> !each.get(11).equalsIgnoreCase("D"))
                .toList();
    }

    /** By OBR-25; a correction or cancellation that only OBX-11 or a banner tells counts too. */
    ReportState state(ReportText text) {
        Optional<ReportState> order =
                heads.stream()
                        .map(each -> ReportState.ofResultStatus(each.get(25)))
                        .flatMap(Optional::stream)
                        .findFirst();
        List<ReportState> observed =
                observations.stream()
                        .filter(ReportText::holdsProse)
                        .map(each -> ReportState.ofObservationStatus(each.get(11)))
                        .flatMap(Optional::stream)
                        .toList();
        if (!observed.isEmpty()
                && observed.stream().allMatch(each -> each == ReportState.CANCELLED)) {
            return ReportState.CANCELLED;
        }
        Optional<ReportState> lines =
                observed.contains(ReportState.CORRECTED)
                        ? Optional.of(ReportState.CORRECTED)
                        : observed.stream().findFirst();
        ReportState told =
                order.or(() -> lines)
                        .or(text::banner)
                        .or(this::controlled)
                        .orElse(ReportState.UNKNOWN);
        if (told != ReportState.FINAL) {
            return told;
        }
        return Stream.of(lines, text.banner())
                .flatMap(Optional::stream)
                .filter(each -> each == ReportState.CORRECTED || each == ReportState.CANCELLED)
                .findFirst()
                .orElse(told);
    }

    /** Where nothing else tells the state, an order that was cancelled has no report. */
    private Optional<ReportState> controlled() {
        return heads.stream()
                        .map(head -> Optional.ofNullable(common.get(head)))
                        .allMatch(orc -> orc.filter(Orders::cancels).isPresent())
                ? Optional.of(ReportState.CANCELLED)
                : Optional.empty();
    }

    /** By ORC-1 (table 0119) or ORC-5 (table 0038). */
    private static boolean cancels(Segment orc) {
        return Set.of("CA", "OC", "CR").contains(orc.get(1)) || orc.get(5).equals("CA");
    }

    /**
     * Accessions with what is said of their examinations: of the orders, then of a list in the
     * text.
     */
    Map<String, String> accessions(ReportText text) {
        Map<String, String> accessions = new LinkedHashMap<>();
        for (Segment obr : heads) {
            accessions.merge(accession(obr), description(obr), "%s %s"::formatted);
        }
        text.examinations().forEach(each -> accessions.putIfAbsent(each.accession(), each.text()));
        return accessions;
    }

    private String accession(Segment obr) {
        Optional<Segment> orc = Optional.ofNullable(common.get(obr));
        return Stream.of(
                        given(obr.get(3)),
                        like(obr.get(20)),
                        like(obr.get(18)),
                        orc.flatMap(each -> given(each.get(3))),
                        given(obr.get(2)),
                        orc.flatMap(each -> given(each.get(2))))
                .flatMap(Optional::stream)
                .findFirst()
                .map(accession -> checked(accession, obr.place(3)))
                .orElseThrow(
                        () ->
                                new Rejection(
                                        REQUIRED,
                                        obr.place(3),
                                        "The order has no filler order number: send the accession in OBR-3"));
    }

    private static Optional<String> given(String value) {
        return Optional.of(value).filter(each -> !each.isEmpty());
    }

    private static Optional<String> like(String value) {
        return given(value)
                .filter(each -> each.chars().filter(Character::isDigit).count() >= FEWEST_DIGITS);
    }

    /** The accession, if it is as short as one. */
    static String checked(String accession, Rejection.Place place) {
        if (accession.length() > LONGEST_ACCESSION) {
            throw new Rejection(
                    TYPE,
                    place,
                    "The accession has more than %d characters: check the field"
                            .formatted(LONGEST_ACCESSION));
        }
        return accession;
    }

    /** Codes and texts of the examination, and the modality. */
    static String description(Segment obr) {
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
}
