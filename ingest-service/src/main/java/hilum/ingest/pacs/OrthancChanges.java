package hilum.ingest.pacs;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of an Orthanc: every instance that arrives has a number, and the last one that was
 * read is all that has to be remembered. Whatever a date says and however late an image comes, it
 * is found.
 */
public final class OrthancChanges implements Feed {
    private static final Logger LOG = LoggerFactory.getLogger(OrthancChanges.class);
    private static final int PORTION = 100;
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{1,64}");

    private final Pacs pacs;
    private final URI base;
    private boolean known;

    /**
     * @param base base of Orthanc's own interface, such as {@code http://pacs:8042/}
     */
    public OrthancChanges(Pacs pacs, URI base) {
        this.pacs = pacs;
        this.base = Pacs.folder(base);
    }

    @Override
    public List<Found> next(Bookmark bookmark) throws PacsFailure, InterruptedException {
        try {
            return portion(bookmark);
        } catch (PacsFailure e) {
            // Who was away may come back as another.
            known = false;
            throw e;
        }
    }

    private List<Found> portion(Bookmark bookmark) throws PacsFailure, InterruptedException {
        if (!known) {
            checkStillTheSame(bookmark);
            known = true;
        }
        while (true) {
            JsonNode answer = changes("since=%d&limit=%d".formatted(bookmark.change(), PORTION));
            JsonNode portion = answer.path("Changes");
            if (portion.isEmpty()) {
                return List.of();
            }
            List<Found> found = new ArrayList<>();
            for (JsonNode change : portion) {
                if (change.path("ChangeType").asText().equals("NewInstance")) {
                    found.add(instance(change));
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
            JsonNode last = portion.get(portion.size() - 1);
            if (last.path("Seq").asLong() <= bookmark.change()) {
                throw PacsFailure.of("Changes came that are older than was asked for");
            }
            bookmark.to(last.path("Seq").asLong(), last.path("ID").asText());
        }
    }

    private static Found instance(JsonNode change) throws PacsFailure {
        String id = change.path("ID").asText();
        if (!ID.matcher(id).matches()) {
            throw PacsFailure.of("A change names an instance in no form that Orthanc has");
        }
        return new Found(id, change.path("Seq").asLong());
    }

    /** An Orthanc that was set up anew counts from the start again, and may have come further. */
    private void checkStillTheSame(Bookmark bookmark) throws PacsFailure, InterruptedException {
        if (bookmark.change() == 0) {
            return;
        }
        JsonNode answer = changes("since=%d&limit=1".formatted(bookmark.change() - 1));
        JsonNode there = answer.path("Changes").path(0);
        boolean another =
                there.isMissingNode()
                        ? answer.path("Last").asLong() < bookmark.change()
                        : there.path("Seq").asLong() == bookmark.change()
                                && !bookmark.stands(there.path("ID").asText());
        if (another) {
            LOG.warn(
                    "Orthanc has other changes than were read, all are read again: bookmark={}",
                    bookmark.change());
            bookmark.to(0, "");
        }
    }

    private JsonNode changes(String query) throws PacsFailure, InterruptedException {
        JsonNode answer = pacs.json(base.resolve("changes?" + query));
        if (!answer.path("Changes").isArray() || !answer.path("Last").isIntegralNumber()) {
            throw PacsFailure.of(
                    "The answer is no list of changes: have hilum.ingest.dicom.orthanc-url name an Orthanc");
        }
        return answer;
    }

    @Override
    public void passed(Found found, Bookmark bookmark) {
        bookmark.to(found.change(), found.reference());
    }

    @Override
    public InstanceKey resolve(String reference) throws PacsFailure, InterruptedException {
        JsonNode tags = pacs.json(base.resolve("instances/" + reference + "/tags?short"));
        try {
            return new InstanceKey(
                    tags.path("0020,000d").asText().strip(),
                    tags.path("0020,000e").asText().strip(),
                    tags.path("0008,0018").asText().strip());
        } catch (IllegalArgumentException e) {
            throw PacsFailure.of(e.getMessage());
        }
    }

    @Override
    public long behind(Bookmark bookmark) throws PacsFailure, InterruptedException {
        return Math.max(0, changes("last").path("Last").asLong() - bookmark.change());
    }
}
