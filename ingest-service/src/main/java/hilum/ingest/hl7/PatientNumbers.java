package hilum.ingest.hl7;

import hilum.ingest.hl7.message.Hl7Message;
import hilum.ingest.hl7.message.Rejection;
import hilum.ingest.hl7.message.Segment;
import hilum.ingest.intake.Merge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The numbers by which a message names patients: PID-3 those of today, MRG-1 those before. */
final class PatientNumbers {
    private static final Set<String> RECORD_NUMBERS = Set.of("MR", "MRN", "PI", "PT");

    private PatientNumbers() {}

    /** A number and the authority that gave it, which may be empty. */
    private record Number(String id, String authority) {}

    /** The medical record number of PID-3, else its first identifier, else PID-2. */
    static Optional<String> current(Segment pid) {
        return numbers(pid, 3, 2).findFirst().map(Number::id);
    }

    /**
     * The merges of a message: the number of MRG-1 (else MRG-4) into the patient of the PID before
     * it. Of several numbers those count whose authority is that of the surviving one, since others
     * may be somebody else's here; without such, the first as in PID-3. One number twice is no
     * merge.
     *
     * @throws Rejection if a PID has no MRG, or one of them no number
     */
    static List<Merge> merges(Hl7Message message, String site, Instant time) {
        List<Segment> segments =
                message.segments().stream()
                        .filter(each -> Set.of("PID", "MRG").contains(each.name()))
                        .toList();
        List<Merge> merges = new ArrayList<>();
        int mrgs = 0;
        for (int i = 0; i < segments.size(); i++) {
            Segment pid = segments.get(i);
            if (pid.name().equals("MRG")) {
                mrgs++;
                continue;
            }
            Number surviving =
                    numbers(pid, 3, 2).findFirst().orElseThrow(() -> empty(pid, 3, "number"));
            List<Segment> behind =
                    segments.subList(i + 1, segments.size()).stream()
                            .takeWhile(each -> each.name().equals("MRG"))
                            .toList();
            if (behind.isEmpty()) {
                throw new Rejection(
                        Rejection.Code.REQUIRED,
                        new Rejection.Place("MRG", mrgs + 1, 1),
                        "A PID has no MRG behind it: send the patient's earlier number in MRG-1");
            }
            behind.stream()
                    .flatMap(mrg -> earlier(mrg, surviving))
                    .filter(number -> !number.equals(surviving.id()))
                    .map(number -> new Merge(site, number, surviving.id(), time))
                    .forEach(merges::add);
        }
        return merges.stream().distinct().toList();
    }

    private static Stream<String> earlier(Segment mrg, Number surviving) {
        List<Number> all = numbers(mrg, 1, 4).toList();
        if (all.isEmpty()) {
            throw empty(mrg, 1, "earlier number");
        }
        List<Number> alike =
                all.stream()
                        .filter(each -> each.authority().equals(surviving.authority()))
                        .toList();
        return (alike.isEmpty() ? all.subList(0, 1) : alike).stream().map(Number::id);
    }

    private static Rejection empty(Segment segment, int field, String what) {
        return new Rejection(
                Rejection.Code.REQUIRED,
                segment.place(field),
                "%s-%d is empty: send the patient's %s".formatted(segment.name(), field, what));
    }

    /** Its record numbers, else its first identifier, else what older versions have elsewhere. */
    private static Stream<Number> numbers(Segment segment, int field, int older) {
        List<Integer> all =
                IntStream.range(0, segment.repetitions(field))
                        .filter(i -> !segment.get(field, i, 1, 1).isEmpty())
                        .boxed()
                        .toList();
        List<Integer> records =
                all.stream()
                        .filter(i -> RECORD_NUMBERS.contains(segment.get(field, i, 5, 1)))
                        .toList();
        if (all.isEmpty()) {
            return Stream.of(new Number(segment.get(older), ""))
                    .filter(each -> !each.id().isEmpty());
        }
        return (records.isEmpty() ? all.subList(0, 1) : records)
                .stream()
                        .map(
                                i ->
                                        new Number(
                                                segment.get(field, i, 1, 1),
                                                segment.get(field, i, 4, 1)));
    }
}
