package hilum.eval.web;

import hilum.eval.stream.Board;
import hilum.schemas.Metric;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The figures of every model version. */
@Path("/metrics")
@Produces(MediaType.APPLICATION_JSON)
public final class MetricsResource {
    private final Board board;

    @Inject
    MetricsResource(Board board) {
        this.board = board;
    }

    /**
     * One figure.
     *
     * @param duplicates aware: any identical text is right; strict: only the own one
     */
    public record Figure(
            String model,
            String task,
            String site,
            String measure,
            double value,
            double low,
            double high,
            double chance,
            int n,
            int candidates,
            String ties,
            String duplicates,
            String at) {
        static Figure of(Metric metric) {
            return new Figure(
                    metric.getModel(),
                    metric.getTask(),
                    metric.getSite(),
                    metric.getMeasure(),
                    metric.getValue(),
                    metric.getLow(),
                    metric.getHigh(),
                    metric.getChance(),
                    metric.getN(),
                    metric.getCandidates(),
                    metric.getTies(),
                    metric.getDuplicates(),
                    metric.getAt().toString());
        }
    }

    /** Figures by model, task, site and measure; each parameter narrows them. */
    @GET
    @Operation(summary = "Figures of every model version on the held-out studies")
    public List<Figure> list(
            @QueryParam("model") String model,
            @QueryParam("task") String task,
            @QueryParam("site") String site) {
        return Boards.opened(board).metrics().stream()
                .filter(metric -> model == null || model.equals(metric.getModel()))
                .filter(metric -> task == null || task.equals(metric.getTask()))
                .filter(metric -> site == null || site.equals(metric.getSite()))
                .map(Figure::of)
                .sorted(
                        Comparator.comparing(Figure::model)
                                .thenComparing(Figure::task)
                                .thenComparing(Figure::site)
                                .thenComparing(Figure::measure))
                .toList();
    }
}
