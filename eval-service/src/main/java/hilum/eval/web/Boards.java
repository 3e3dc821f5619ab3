package hilum.eval.web;

import hilum.eval.stream.Board;
import hilum.schemas.Model;
import hilum.transport.http.ProblemException;

/** Reads the board, or ends the request with the problem that keeps it from being read. */
final class Boards {
    private Boards() {}

    static Board opened(Board board) {
        if (!board.isOpen()) {
            throw new ProblemException(
                    503,
                    "restoring",
                    "Figures are not at hand yet",
                    null,
                    "The stream has not restored its state: see /q/health/ready for what it waits for, then ask again");
        }
        return board;
    }

    static Model model(Board board, String version) {
        return opened(board)
                .model(version)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        404,
                                        "unknown-model",
                                        "No such model version",
                                        "version",
                                        "No model version %s is known: GET /models lists them"
                                                .formatted(version)));
    }
}
