package hilum.eval.stream;

import hilum.schemas.Metric;
import hilum.schemas.Model;
import java.util.List;

/** Writes a board as the stream would. */
public final class FilledBoard {
    private FilledBoard() {}

    /** Empties the board, puts these on it and opens it. */
    public static void fill(Board board, List<Model> models, List<Metric> metrics) {
        board.clear();
        models.forEach(board::model);
        metrics.forEach(
                m ->
                        board.metric(
                                String.join(
                                        "/",
                                        m.getModel(),
                                        m.getTask(),
                                        m.getSite(),
                                        m.getMeasure()),
                                m));
        board.open();
    }

    /** Empties the board and leaves it closed. */
    public static void close(Board board) {
        board.clear();
    }
}
