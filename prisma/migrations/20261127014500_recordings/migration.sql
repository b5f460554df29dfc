-- CreateEnum
CREATE TYPE "RecordingStatus" AS ENUM ('RECORDING', 'PROCESSING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "RecordingType" AS ENUM ('VIDEO', 'AUDIO');

-- CreateTable
CREATE TABLE "SessionRecording" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "status" "RecordingStatus" NOT NULL DEFAULT 'RECORDING',
    "interrupted" BOOLEAN NOT NULL DEFAULT false,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "node" TEXT,
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL,
    "type" "RecordingType",
    "fileName" TEXT,
    "fileSize" BIGINT,
    "durationMs" INTEGER,

    CONSTRAINT "SessionRecording_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SessionRecording_sessionId_idx" ON "SessionRecording"("sessionId");

-- CreateIndex
CREATE INDEX "SessionRecording_heartbeatAt_idx" ON "SessionRecording"("heartbeatAt");

-- CreateIndex
CREATE UNIQUE INDEX "SessionRecording_recordingId_part_key" ON "SessionRecording"("recordingId", "part");

-- AddForeignKey
ALTER TABLE "SessionRecording" ADD CONSTRAINT "SessionRecording_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "StudySession"("id") ON DELETE CASCADE ON UPDATE CASCADE;
