package hilum.ingest.pacs;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a PACS that only answers searches (QIDO-RS) has of the last days: studies of the wanted
 * modalities, and of those that hold more than was seen, the instances that are new. An image that
 * comes after its study has left the window of days is not found.
 */
public final class StudySearch implements Feed {
    private static final int PAGE = 100;

    /** Pages of one search at most: a server that ignores the offset would never end. */
    private static final int MOST_PAGES = 1_000;

    private static final List<String> MODALITIES = List.of("CR", "DX", "SR");

    private final Pacs pacs;
    private final int days;
    private final Clock clock;

    /**
     * @param days how many days back a study's date may lie
     */
    public StudySearch(Pacs pacs, int days, Clock clock) {
        this.pacs = pacs;
        this.days = days;
        this.clock = clock;
    }

    @Override
    public List<Found> next(Bookmark bookmark) throws PacsFailure, InterruptedException {
        // One day more than asked: the PACS may live in another time zone.
        LocalDate first = LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(days + 1L);
        bookmark.forgetBefore(first.minusDays(1));
        Map<String, Attributes> studies = new LinkedHashMap<>();
        for (String modality : MODALITIES) {
            String question =
                    "studies?StudyDate=%s-&ModalitiesInStudy=%s"
                            .formatted(first.format(DateTimeFormatter.BASIC_ISO_DATE), modality);
            for (Attributes study : all(question)) {
                study.text(Tag.STUDY_INSTANCE_UID).ifPresent(uid -> studies.put(uid, study));
            }
        }
        List<Found> found = new ArrayList<>();
        for (Map.Entry<String, Attributes> study : studies.entrySet()) {
            if (mayHaveMore(study.getKey(), study.getValue(), bookmark)) {
                for (Attributes instance :
                        all(
                                "studies/%s/instances?includefield=%s"
                                        .formatted(study.getKey(), Tag.MODALITY.key()))) {
                    InstanceKey key = complete(instance, study.getKey());
                    if (!bookmark.has(key)) {
                        found.add(new Found(key.line(), 0));
                    }
                }
            }
            if (found.size() >= PAGE) {
                break;
            }
        }
        return found;
    }

    /** A search below a study need not repeat the study's UID. */
    private static InstanceKey complete(Attributes instance, String study) throws PacsFailure {
        try {
            return new InstanceKey(
                    instance.text(Tag.STUDY_INSTANCE_UID).orElse(study),
                    instance.text(Tag.SERIES_INSTANCE_UID).orElse(""),
                    instance.text(Tag.SOP_INSTANCE_UID).orElse(""));
        } catch (IllegalArgumentException e) {
            throw PacsFailure.of(e.getMessage());
        }
    }

    private static boolean mayHaveMore(String uid, Attributes study, Bookmark bookmark)
            throws PacsFailure {
        if (!uid.matches("[0-9.]{1,64}")) {
            throw PacsFailure.of("A search found a study whose UID is none");
        }
        return study.number(Tag.STUDY_RELATED_INSTANCES)
                .map(count -> count > bookmark.seenOf(uid))
                .orElse(true);
    }

    private List<Attributes> all(String question) throws PacsFailure, InterruptedException {
        Map<String, Attributes> found = new LinkedHashMap<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            String separator = question.contains("?") ? "&" : "?";
            List<Attributes> some =
                    pacs.search(
                            "%s%slimit=%d&offset=%d"
                                    .formatted(question, separator, PAGE, page * PAGE));
            int before = found.size();
            for (Attributes each : some) {
                found.put(
                        each.text(Tag.STUDY_INSTANCE_UID).orElse("")
                                + "/"
                                + each.text(Tag.SOP_INSTANCE_UID).orElse(""),
                        each);
            }
            // A short page may be the server's own limit: only one that adds nothing is the end.
            if (found.size() == before) {
                break;
            }
        }
        return List.copyOf(found.values());
    }

    @Override
    public void passed(Found found, Bookmark bookmark) {
        bookmark.add(resolve(found.reference()), LocalDate.now(clock.withZone(ZoneOffset.UTC)));
    }

    @Override
    public InstanceKey resolve(String reference) {
        return InstanceKey.parse(reference);
    }

    @Override
    public long behind(Bookmark bookmark) {
        return 0;
    }
}
