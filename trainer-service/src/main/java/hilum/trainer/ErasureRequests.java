package hilum.trainer;

import hilum.schemas.Erasure;
import hilum.transport.Incoming;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.Receipts;
import hilum.transport.erasure.Removed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The erasures that are asked for, and those that the trainer has answered, as their topic tells:
 * what is not answered after a restart is carried out again. Used by one thread.
 */
final class ErasureRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureRequests.class);

    private final Map<String, Open> requests = new LinkedHashMap<>();
    private final Map<String, Instant> answered = new HashMap<>();

    /** A request, and how many records it took out of the corpus. */
    private record Open(Erasure request, int dropped) {}

    /** Takes one record of the topic of erasures; a request takes its study out of the corpus. */
    void take(Incoming incoming, Corpus corpus) {
        incoming.value().map(Erasure.class::cast).ifPresent(record -> take(record, corpus));
    }

    private void take(Erasure record, Corpus corpus) {
        String study = record.getStudyId();
        if (Receipts.isRequest(record)) {
            requests.put(study, new Open(record, corpus.erase(study)));
        } else if (record.getStage().equals(TrainerService.NAME)) {
            answered(record);
        }
    }

    private void answered(Erasure request) {
        answered.merge(
                request.getStudyId(),
                request.getRequestedAt(),
                (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Requests without receipt. */
    List<Erasure> open() {
        return requests.values().stream()
                .map(Open::request)
                .filter(each -> !each.getRequestedAt().equals(answered.get(each.getStudyId())))
                .toList();
    }

    /**
     * Carries out what is open; none of it is open afterwards.
     *
     * @param sets of rounds that are over
     * @return the receipts, to be sent
     * @throws IOException if the sets can't be written: all stays open
     */
    List<Outgoing> carryOut(FrozenSets sets, Models models, Instant now) throws IOException {
        List<Erasure> open = open();
        Map<String, Set<String>> rounds =
                sets.empty(open.stream().map(Erasure::getStudyId).collect(Collectors.toSet()));
        List<Outgoing> receipts = new ArrayList<>();
        for (Erasure request : open) {
            String study = request.getStudyId();
            Set<String> its = rounds.getOrDefault(study, Set.of());
            Map<String, Long> counts = new LinkedHashMap<>();
            counts.put("records in memory", (long) requests.get(study).dropped());
            counts.put("entries of training sets", (long) its.size());
            List<String> versions = models.trainedIn(its);
            receipts.add(
                    Receipts.of(
                            request,
                            TrainerService.NAME,
                            new Removed(counts, List.of(), versions, List.of()),
                            now,
                            TraceContext.start()));
            answered(request);
            LOG.info(
                    "Study is erased here: study={} removed={} trainedVersions={}",
                    study,
                    counts,
                    versions);
        }
        return receipts;
    }
}
