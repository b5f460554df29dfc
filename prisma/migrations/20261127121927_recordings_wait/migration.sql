-- AlterEnum
ALTER TYPE "RecordingStatus" ADD VALUE 'WAITING';
