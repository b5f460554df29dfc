-- AlterTable
ALTER TABLE "StudySession" ADD COLUMN     "aiKeyPoints" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "aiSummary" TEXT,
ADD COLUMN     "aiSummaryAskedAt" TIMESTAMPTZ(3),
ADD COLUMN     "aiSummaryAt" TIMESTAMPTZ(3),
ADD COLUMN     "aiTodos" TEXT[] DEFAULT ARRAY[]::TEXT[];
