package hilum.eval.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.eval.promotion.Decision;
import hilum.eval.promotion.Promotion;
import hilum.eval.task.Evaluation;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on candidates, the oldest that is ready first, one at a time. Ready is a candidate in
 * shadow whose announced held-out items have all arrived, and whose studies the live model has in
 * the same version; after a while of waiting for those, the studies that both have must do. Items
 * of a study that is erased after they were counted never arrive: they too are waited for that
 * long.
 */
final class Judge {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Promotion promotion;
    private final Duration patience;
    private final Map<String, Long> completeSince = new HashMap<>();
    private final Map<String, Arrived> arrived = new HashMap<>();

    /** How many items of a candidate have arrived, and since when no more. */
    private record Arrived(int items, long since) {}

    Judge(Promotion promotion, Duration patience) {
        this.promotion = promotion;
        this.patience = patience;
    }

    /**
     * The record of the next version to be decided, if any is ready; tells the board of the others.
     */
    Optional<Model> next(Board board, Function<String, Evaluation> evaluations, long now) {
        List<Model> shadows =
                board.models().stream()
                        .filter(model -> model.getState() == ModelState.SHADOW)
                        .sorted(Comparator.comparing(Model::getAt).thenComparing(Model::getVersion))
                        .toList();
        Map<String, String> waiting = new HashMap<>();
        Optional<Model> decided = Optional.empty();
        for (Model shadow : shadows) {
            Optional<String> reason =
                    decided.isPresent()
                            ? Optional.of("another candidate is being decided")
                            : missing(shadow, board, evaluations, now);
            if (reason.isPresent()) {
                waiting.put(shadow.getVersion(), reason.get());
            } else {
                decided = Optional.of(decide(shadow, board.live().orElseThrow(), evaluations, now));
            }
        }
        board.waiting(waiting);
        return decided;
    }

    private Optional<String> missing(
            Model shadow, Board board, Function<String, Evaluation> evaluations, long now) {
        Optional<Model> live = board.live();
        if (live.isEmpty()) {
            return Optional.of("no version is promoted to compare with: promote one by hand");
        }
        if (live.get().getServingSince() == null && board.isAnyServing()) {
            return Optional.of(
                    "version %s is promoted and does not serve yet"
                            .formatted(live.get().getVersion()));
        }
        if (shadow.getHeldOutItems() == null) {
            return Optional.of("its SHADOW record does not say how many held-out items to expect");
        }
        Evaluation candidate = evaluations.apply(shadow.getVersion());
        if (candidate.seen() < shadow.getHeldOutItems()
                && !lacksErasedOnly(shadow, candidate.seen(), board, now)) {
            return Optional.of(
                    "%d of %d held-out items have arrived"
                            .formatted(candidate.seen(), shadow.getHeldOutItems()));
        }
        Map<String, Integer> known = evaluations.apply(live.get().getVersion()).versions();
        long lacking =
                candidate.versions().entrySet().stream()
                        .filter(each -> !each.getValue().equals(known.get(each.getKey())))
                        .count();
        long since = completeSince.computeIfAbsent(shadow.getVersion(), v -> now);
        if (lacking > 0 && now - since < patience.toMillis()) {
            return Optional.of(
                    "the live model %s lacks %d of its studies in the same version"
                            .formatted(live.get().getVersion(), lacking));
        }
        return Optional.empty();
    }

    private boolean lacksErasedOnly(Model shadow, int seen, Board board, long now) {
        Arrived last =
                arrived.compute(
                        shadow.getVersion(),
                        (version, before) ->
                                before != null && before.items() == seen
                                        ? before
                                        : new Arrived(seen, now));
        boolean erasedSince = board.lastErasure().isAfter(shadow.getAt().minus(patience));
        return erasedSince && now - last.since() >= patience.toMillis();
    }

    private Model decide(
            Model shadow, Model live, Function<String, Evaluation> evaluations, long now) {
        Decision decision =
                promotion.decide(
                        evaluations.apply(shadow.getVersion()),
                        live.getVersion(),
                        evaluations.apply(live.getVersion()));
        completeSince.remove(shadow.getVersion());
        arrived.remove(shadow.getVersion());
        LOG.info(
                "Candidate decided model={} live={} promoted={} mean={} studies={} reasons={}",
                shadow.getVersion(),
                live.getVersion(),
                decision.promoted(),
                decision.mean(),
                decision.studies(),
                decision.reasons());
        try {
            return Model.newBuilder(shadow)
                    .setState(decision.promoted() ? ModelState.PROMOTED : ModelState.REJECTED)
                    .setDecision(JSON.writeValueAsString(decision))
                    .setDecidedBy(Letters.SERVICE)
                    .setAt(Instant.ofEpochMilli(now))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Decision on %s cannot be written as JSON: a figure is not a number"
                            .formatted(shadow.getVersion()),
                    e);
        }
    }
}
