package hilum.ingest.pairing;

import hilum.ingest.pairing.Identities.Person;
import hilum.radiology.Report;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import hilum.transport.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A pairing in the making, while one part is folded in: which edition of the report is shown, which
 * addenda belong to it, whose it is. Used by one thread, once.
 */
final class Draft {
    private final String site;
    private String patient;
    private Integer dayOffset;
    private Long describedBy;
    private String dayOf;
    private String shownPatient;
    private Integer shownDay;
    private Report report;
    private ReportStatus status = ReportStatus.UNKNOWN;
    private List<Long> editions = List.of();
    private Long replaced;
    private List<Addendum> addenda = List.of();
    private List<Pairing.Picture> pictures = List.of();
    private Integer expectedImages;
    private int version;
    private boolean changed;
    private long changedAt;
    private TraceContext trace;
    private long due;

    Draft(String site) {
        this.site = site;
    }

    Draft(Pairing from) {
        site = from.site();
        patient = from.patient();
        dayOffset = from.dayOffset();
        describedBy = from.describedBy();
        dayOf = from.dayOf();
        shownPatient = from.shownPatient();
        shownDay = from.shownDay();
        report = from.report();
        status = from.status();
        editions = from.editions();
        replaced = from.replaced();
        addenda = from.addenda();
        pictures = from.pictures();
        expectedImages = from.expectedImages();
        version = from.version();
        changed = from.changed();
        changedAt = from.changedAt();
        trace = from.trace();
        due = from.due();
    }

    Pairing done() {
        return new Pairing(
                site,
                patient,
                dayOffset,
                describedBy,
                dayOf,
                shownPatient,
                shownDay,
                report,
                status,
                editions,
                replaced,
                addenda,
                pictures,
                expectedImages,
                version,
                changed,
                changedAt,
                trace,
                due);
    }

    /** Something of it is to leave. */
    Draft changed(Instant at, TraceContext of) {
        changed = true;
        changedAt = at.toEpochMilli();
        trace = of;
        return this;
    }

    Draft waitingUntil(long time) {
        due = time;
        return this;
    }

    /** Its next version has left. */
    Draft released() {
        version++;
        changed = false;
        due = 0;
        return this;
    }

    /** An older part only fills what nobody has named yet. */
    void describe(String newPatient, Integer newDay, Long order) {
        if (newPatient == null && newDay == null) {
            return;
        }
        boolean older = order != null && describedBy != null && order < describedBy;
        patient = newPatient == null || older && patient != null ? patient : newPatient;
        if (newDay != null && !(older && dayOffset != null)) {
            dayOffset = newDay;
            dayOf = newPatient;
        }
        describedBy = older || order == null ? describedBy : order;
    }

    Pairing identified(Function<String, Person> identities) {
        String origin = dayOf == null ? patient : dayOf;
        shownPatient = patient == null ? null : identities.apply(patient).patient();
        shownDay =
                dayOffset == null || origin == null
                        ? dayOffset
                        : Integer.valueOf(dayOffset + identities.apply(origin).days());
        return done();
    }

    void report(ReportReceived part) {
        Report text = sections(part);
        Long order = part.getOrder();
        boolean cancelled = part.getStatus() == ReportStatus.CANCELLED;
        boolean sameText = text.equals(report) && cancelled == (status == ReportStatus.CANCELLED);
        if (order == null || report != null && editions.isEmpty()) {
            replace(text, part, sameText);
            return;
        }
        boolean older = report != null && order < editions.getLast();
        if (sameText) {
            editions = with(order);
            status = older ? status : part.getStatus();
        } else if (older) {
            replaced = later(replaced, order);
        } else {
            replaced = report == null ? replaced : later(replaced, editions.getLast());
            text(text, part);
            editions = List.of(order);
        }
    }

    /**
     * Where nobody says which is newer, the one that arrives is; addenda of the one before it go,
     * but for those that say to be newer.
     */
    private void replace(Report text, ReportReceived part, boolean sameText) {
        if (sameText) {
            status = part.getStatus();
            return;
        }
        if (report != null) {
            Long order = part.getOrder();
            addenda =
                    addenda.stream()
                            .filter(
                                    each ->
                                            order != null
                                                    && each.order() != null
                                                    && each.follows(order))
                            .toList();
        }
        text(text, part);
        editions = part.getOrder() == null ? List.of() : List.of(part.getOrder());
        replaced = null;
    }

    private void text(Report text, ReportReceived part) {
        report = text;
        status = part.getStatus();
        expectedImages = part.getExpectedImages();
    }

    private List<Long> with(long order) {
        return Stream.concat(editions.stream(), Stream.of(order))
                .distinct()
                .filter(each -> replaced == null || each > replaced)
                .sorted()
                .toList();
    }

    private static Long later(Long one, Long other) {
        return one == null || other > one ? other : one;
    }

    private static Report sections(ReportReceived part) {
        return part.getStatus() == ReportStatus.CANCELLED
                ? Report.of("", "")
                : new Report(
                        part.getIndication(),
                        part.getComparison(),
                        part.getTechnique(),
                        part.getFindings(),
                        part.getImpression());
    }

    /** The same text again counts once, at its newest. */
    void amend(Addendum addendum) {
        if (addendum.text().isBlank()) {
            return;
        }
        List<Addendum> more = new ArrayList<>(addenda);
        for (int i = 0; i < more.size(); i++) {
            Addendum known = more.get(i);
            if (known.text().equals(addendum.text())) {
                if (known.place() < addendum.place()) {
                    more.set(i, addendum);
                    addenda = more;
                }
                return;
            }
        }
        more.add(addendum);
        addenda = more;
    }

    void picture(Pairing.Picture picture) {
        if (pictures.stream().noneMatch(p -> p.sha256().equals(picture.sha256()))) {
            pictures = Stream.concat(pictures.stream(), Stream.of(picture)).toList();
        }
    }
}
