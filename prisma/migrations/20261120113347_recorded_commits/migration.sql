-- AlterTable
ALTER TABLE "RoomSnapshot" ADD COLUMN     "liveEpoch" INTEGER NOT NULL,
ALTER COLUMN "body" SET DATA TYPE TEXT,
ALTER COLUMN "released" DROP DEFAULT;

-- CreateTable
CREATE TABLE "RecordedCommits" (
    "sessionId" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "rev" INTEGER NOT NULL,
    "firstRev" INTEGER NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "RecordedCommits_pkey" PRIMARY KEY ("sessionId","epoch","rev")
);
