package hilum.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTowerTest {
    private static final Eva02 TINY = Eva02.tiny(384);

    @TempDir Path folder;
    private ImageTower tower;

    @BeforeEach
    void open() throws IOException {
        ImageTower.write(folder, TINY, EvaInitialiser.initialise(TINY, 7));
        tower = ImageTower.open(folder, Precision.FLOAT32);
    }

    @AfterEach
    void close() {
        tower.close();
    }

    private static Picture noise(long seed, int width, int height) {
        byte[] levels = new byte[width * height];
        new Random(seed).nextBytes(levels);
        return new Picture(width, height, 1, levels);
    }

    @Test
    void aConfigurationIsReadAsItWasWritten() {
        assertThat(tower.configuration()).isEqualTo(TINY);
    }

    @Test
    void aPictureHasTheSameVectorWhateverItsBatchMates() {
        List<Pixels> inputs =
                IntStream.range(0, 19)
                        .mapToObj(i -> tower.preprocess(noise(i, 150 + i, 140)))
                        .toList();

        float[][] together = tower.embed(inputs);

        for (int i : new int[] {0, 7, 18}) {
            assertThat(tower.embed(List.of(inputs.get(i)))[0])
                    .containsExactly(together[i], within(1e-5f));
        }
    }

    @Test
    void vectorsAreUnitVectorsThatTellPicturesApart() {
        float[][] vectors =
                tower.embed(
                        List.of(
                                tower.preprocess(noise(1, 128, 128)),
                                tower.preprocess(noise(2, 128, 128))));

        double square = 0;
        for (float v : vectors[0]) {
            square += v * v;
        }
        assertThat(square).isCloseTo(1, within(1e-5));
        assertThat(vectors[0]).isNotEqualTo(vectors[1]);
    }

    @Test
    void onlyTheMiddleOfAStripIsResampledAndItIsTheSameMiddle() {
        Picture strip = noise(3, 20, 900);

        Picture whole = Bicubic.resize(strip, 128, 128 * 45);
        Picture middle = Preprocessing.apply(strip, 128).picture();

        assertThat(middle.levels())
                .isEqualTo(whole.crop(0, (128 * 45 - 128) / 2, 128, 128).levels());
    }

    @Test
    void aStripOfTheMostPixelsNeedsNoMoreMemoryThanItsMiddle() {
        // Resized as a whole it would have 128 x 13 million pixels.
        Pixels pixels = Preprocessing.apply(noise(4, 16, 1_600_000), 128);

        assertThat(pixels.size()).isEqualTo(128);
    }

    @Test
    void rawFeaturesAreTheUnitVectorsWithTheirLength() throws IOException {
        List<Pixels> inputs = List.of(tower.preprocess(noise(5, 140, 150)));
        try (ImageTower raw = ImageTower.open(folder, Precision.FLOAT32, false)) {
            float[] features = raw.embed(inputs)[0];
            float[] unit = tower.embed(inputs)[0];

            double length = 0;
            for (float v : features) {
                length += v * v;
            }
            assertThat(features[7] / Math.sqrt(length)).isCloseTo(unit[7], within(1e-5));
            assertThat(length).isNotCloseTo(1, within(1e-2));
        }
    }

    @Test
    void anInputOfAnotherSizeIsRefused() {
        Pixels other = Preprocessing.apply(noise(1, 128, 128), 64);

        assertThatThrownBy(() -> tower.embed(List.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 pixels does not fit a tower of 128");
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        var once = EvaInitialiser.initialise(TINY, 7);
        var again = EvaInitialiser.initialise(TINY, 7);
        var other = EvaInitialiser.initialise(TINY, 8);

        assertThat(once.get("blocks.3.mlp.w1.weight").floats())
                .isEqualTo(again.get("blocks.3.mlp.w1.weight").floats());
        assertThat(once.get("blocks.3.mlp.w1.weight").floats())
                .isNotEqualTo(other.get("blocks.3.mlp.w1.weight").floats());
    }

    @Test
    void positionsOfAnotherGridAreFittedInTheFileAsTheyAreAtOpening() throws IOException {
        Path config = folder.resolve("config.json");
        String larger = Files.readString(config).replaceFirst("(\"image_size\" *: *)128", "$1192");
        Files.writeString(config, larger);
        Eva02 configuration = Eva02.read(config);
        assertThat(configuration.grid()).isGreaterThan(TINY.grid());
        List<Pixels> inputs = List.of(Preprocessing.apply(noise(6, 200, 192), 192));
        float[] before;
        try (ImageTower opened = ImageTower.open(folder, Precision.FLOAT32)) {
            before = opened.embed(inputs)[0];
        }

        ImageTower.fitPositions(folder);

        try (Checkpoint fitted = Checkpoint.open(folder);
                ImageTower opened = ImageTower.open(folder, Precision.FLOAT32)) {
            // What trains a tower asks for exactly these shapes.
            assertThat(fitted.fitted(configuration.weights(), Eva02::canonical, Eva02::ignorable))
                    .containsKey("pos_embed");
            assertThat(opened.embed(inputs)[0]).isEqualTo(before);
        }
    }
}
